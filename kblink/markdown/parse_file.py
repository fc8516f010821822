"""Parse a file by what its name says it is: a note, a canvas, a base."""

from __future__ import annotations

from kblink.markdown.parse import ParsedNote, parse_note
from kblink.markdown.positions import read_lines


def parse_file(path: str, text: str) -> ParsedNote:
    """Parse the text of a file. Never raises, whatever the text."""
    lowered = path.lower()
    if lowered.endswith(".canvas"):
        from kblink.markdown.canvas import parse_canvas

        return ParsedNote(parse_canvas(path, text), read_lines(""))
    if lowered.endswith(".base"):
        from kblink.markdown.base_file import parse_base

        return ParsedNote(parse_base(path, text), read_lines(""))
    return parse_note(path, text)
