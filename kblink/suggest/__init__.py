"""Which phrase of a note should lead where, and what else to do with it."""
