"""Notes for tests, as plain paragraphs."""

from __future__ import annotations

from kblink.model import PassageRef
from kblink.suggest.note_text import NoteText, Passage, words_of


def note_of(path: str, *paragraphs: str) -> NoteText:
    """A note of paragraphs, each on a line of its own; one that begins with `# ` is a heading."""
    passages = [
        Passage(
            PassageRef(path, (), line, paragraph.removeprefix("# ")),
            words_of(paragraph),
            is_heading=paragraph.startswith("# "),
        )
        for line, paragraph in enumerate(paragraphs, start=1)
    ]
    return NoteText(path, path.removesuffix(".md"), tuple(passages))
