"""A vault as its links join it: its notes, numbered, and which note each link leads to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kblink.changes import read_notes
from kblink.differences import scan_vault
from kblink.related.common_neighbours import neighbours
from kblink.suggest.linked_notes import (
    SOUND,
    link_targets,
    pair,
    title_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from kblink.markdown.parse import ParsedNote
    from kblink.model import Progress, ResolvedLink
    from kblink.suggest.linked_notes import Linked, Pair
    from kblink.workspace import Vault


@dataclass(frozen=True, slots=True)
class LinkedNote:
    """A note, and where its links lead. `title` is what it calls itself.

    `targets` has for each of the note's links the number of the other note that it names, None
    where it names none. A link with a broken heading names its note all the same.
    """

    parsed: ParsedNote
    title: str
    names: tuple[str, ...]
    targets: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class LinkedVault:
    """The notes of a vault in the order of their paths; `pairs` are those that a sound link joins,
    in either direction."""

    root: str
    notes: tuple[LinkedNote, ...]
    pairs: frozenset[Pair]

    @property
    def paths(self) -> tuple[str, ...]:
        """The path of each note."""
        return tuple(note.parsed.note.path for note in self.notes)

    @property
    def linked(self) -> Linked:
        """The notes that each is linked with."""
        return neighbours(self.pairs, len(self.notes))


def read_linked_vault(
    vault: Vault,
    progress: Callable[[Progress], None] = lambda _: None,
    *,
    by_stem: bool = True,
) -> LinkedVault:
    """Read all notes of a vault, and resolve their links as `kblink check` does.

    With `by_stem` notes are called by their file's name in what is embedded of them, whatever they
    call themselves; else they are embedded as the index has them.
    """
    listing = scan_vault(vault.root, vault.config, vault.index_dir)
    read = read_notes(vault.root, listing.notes, {}, progress)
    parsed = sorted((each for _, _, each in read.parsed), key=lambda each: each.note.path)
    number = {each.note.path: place for place, each in enumerate(parsed)}
    resolved = dict(vault.check(all_links=True).resolved)
    return LinkedVault(
        str(vault.root),
        tuple(
            _linked_note(each, resolved.get(each.note.path, ()), number, by_stem=by_stem)
            for each in parsed
        ),
        frozenset(
            pair(number[path], number[link.target.path])
            for path, links in resolved.items()
            if path in number
            for link in links
            if link.status in SOUND and link.target.path in number and link.target.path != path
        ),
    )


def pairs_of(note: int, linked: AbstractSet[int]) -> set[Pair]:
    """Return the pairs of a note with those that it is linked with."""
    return {pair(note, other) for other in linked}


def by_note(pairs: Iterable[Pair]) -> dict[int, frozenset[int]]:
    """Return for each note that is in a pair, by number, those that pairs join it with."""
    found: dict[int, set[int]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {note: frozenset(others) for note, others in sorted(found.items())}


def by_its_stem(parsed: ParsedNote) -> ParsedNote:
    """Return a note that is called by its file's stem, whatever its front matter says."""
    stem = PurePosixPath(parsed.note.path).stem
    return replace(parsed, note=replace(parsed.note, title=stem, title_source="name"))


def _linked_note(
    parsed: ParsedNote,
    resolved: Sequence[ResolvedLink],
    number: Mapping[str, int],
    *,
    by_stem: bool,
) -> LinkedNote:
    note = parsed.note
    stem, title = PurePosixPath(note.path).stem, title_of(note)
    names = dict.fromkeys((stem, title, *note.aliases))
    targets = link_targets(note, resolved, number)
    return LinkedNote(by_its_stem(parsed) if by_stem else parsed, title, tuple(names), targets)
