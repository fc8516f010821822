"""Web links, requested: only where a user asks for it, and by nothing else in kblink."""
