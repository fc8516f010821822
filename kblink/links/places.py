"""The places in a note that the fragment of a link can name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

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


class PlaceIndex(Protocol):
    """The places of all notes: of those that are asked for, not necessarily all in memory."""

    def get(self, path: str, /) -> Places | None:
        """The places of a note; None where there is none at the path, or it is excluded."""

    def blocks(self) -> Iterator[tuple[str, str]]:
        """Yield the path of each note and the block ids in it, one by one, in lower case."""


class KnownPlaces(dict[str, Places]):
    """The places of all notes by path, in memory."""

    def blocks(self) -> Iterator[tuple[str, str]]:
        """Yield the path of each note and the block ids in it, one by one, in lower case."""
        for path, places in self.items():
            for block_id in places.blocks:
                yield path, block_id


def places_of(note: Note) -> Places:
    """The places of a parsed note."""
    return Places(
        tuple((heading.level, heading.text) for heading in note.headings),
        frozenset(block.id.lower() for block in note.blocks),
        note.anchors,
        note.footnotes,
    )
