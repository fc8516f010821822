"""Rules that markdown-it-py lacks: one file for each element of the syntax."""
