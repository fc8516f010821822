"""Repairing links: what a change of names asks for, and what broken links may have meant."""
