"""Edits as data: checked against the file, written whole, kept in a journal, taken back."""
