"""Results made visible: JSON documents, lines of text, and tables for the terminal.

Everything here takes finished objects of `kblink.model`. The terminal modules import rich; JSON and
plain text do without it.
"""
