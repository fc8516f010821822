"""Notes by number, and which of them their links join."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kblink.model import Named, Note, ResolvedLink

Pair: TypeAlias = tuple[int, int]
"""The numbers of two notes, the smaller first."""
Linked: TypeAlias = "tuple[frozenset[int], ...]"
"""For each note the numbers of the notes that it is linked with, in either direction."""

_FOLDER_NOTES = frozenset({"index", "_index", "readme", "home", "nav"})

SOUND = ("ok", "ambiguous")
"""The statuses of a link that leads somewhere."""


def pair(one: int, other: int) -> Pair:
    """Return two numbers, the smaller first."""
    return (one, other) if one < other else (other, one)


def title_of(note: Named) -> str:
    """Return what a note calls itself: a heading with a link in it could not be told without the
    link, then its file's stem."""
    return PurePosixPath(note.path).stem if "[" in note.title else note.title


def names_of(note: Named) -> tuple[str, ...]:
    """Return what a note is called: its file's stem, its title, its aliases, each once. A stem that
    stands for the folder is no name of it where it has a title."""
    stem, title = PurePosixPath(note.path).stem, title_of(note)
    others = (*(() if title == stem else (title,)), *note.aliases)
    own = () if others and stem.casefold() in _FOLDER_NOTES else (stem,)
    return tuple(dict.fromkeys((*own, *others)))


def meant_by(resolved: Iterable[ResolvedLink], number: Mapping[str, int]) -> frozenset[int]:
    """Return the numbers of the notes that links lead to or may have been meant for: those that a
    repair would offer, and all of a file name that is written broken, or without a folder."""
    found: set[str] = set()
    stems: set[str] = set()
    for each in resolved:
        found.add(each.target.path or "")
        found.update(candidate.path for candidate in each.candidates)
        if each.status == "broken-note" or "/" not in each.link.target:
            stems.add(_stem(each.link.target.removesuffix(".md")))
    found.update(path for path in number if _stem(path[: path.rfind(".")]) in stems)
    return frozenset(number[path] for path in found if path in number)


def _stem(path: str) -> str:
    return path.rpartition("/")[2].casefold()


def link_targets(
    note: Note, resolved: Sequence[ResolvedLink], number: Mapping[str, int]
) -> tuple[int | None, ...]:
    """Return for each link of a note the number of the other note that it names."""
    target_of = {
        (each.link.span, each.link.target): number.get(each.target.path or "") for each in resolved
    }
    found = (target_of.get((link.span, link.target)) for link in note.links)
    own = number.get(note.path)
    return tuple(None if target == own else target for target in found)
