"""The places in a note that the fragment of a link can name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kblink.model import Note


@dataclass(frozen=True, slots=True)
class Places:
    """What fragments are looked up in: a note without its text, small enough to keep them all.

    `headings` are (level, source text) in order; `blocks` are ids in lower case.
    """

    headings: tuple[tuple[int, str], ...] = ()
    blocks: frozenset[str] = frozenset()
    anchors: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()


def places_of(note: Note) -> Places:
    """The places of a parsed note."""
    return Places(
        tuple((heading.level, heading.text) for heading in note.headings),
        frozenset(block.id.lower() for block in note.blocks),
        note.anchors,
        note.footnotes,
    )
