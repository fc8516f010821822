"""A vault before and after files get other paths, or a heading another text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from kblink.links.names import name_key
from kblink.links.places import KnownPlaces, Places
from kblink.links.targets import TargetIndex, index_files, stem_of, with_notes
from kblink.model import is_note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kblink.config import LinkSettings
    from kblink.links.survey import NoteSurvey


@dataclass(frozen=True, slots=True)
class KnownVault:
    """What is known of a vault: its notes, canvases and bases by path, each with all its links, the
    index of what links can lead to, and all files."""

    notes: Mapping[str, NoteSurvey]
    index: TargetIndex
    files: tuple[str, ...]


class NewHeading(NamedTuple):
    """A heading of the note at `path` gets another text; it is the one with this ordinal.

    `title` is that of the note afterwards."""

    path: str
    ordinal: int
    text: str
    title: str


class _Names(NamedTuple):
    path: str
    title: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedVault:
    """What links lead to before and after; `moved` has the new path of each file by its old one.

    `names` are keys of all names that come or go: only links to these can lead elsewhere, besides
    those that stand in a file that moves or lead to one.
    """

    before: TargetIndex
    after: TargetIndex
    moved: Mapping[str, str]
    settings: LinkSettings
    names: frozenset[str]
    heading: NewHeading | None = None

    def at(self, path: str) -> str:
        """Where a file is afterwards."""
        return self.moved.get(path, path)


def changed_vault(
    vault: KnownVault,
    moved: Mapping[str, str],
    settings: LinkSettings,
    heading: NewHeading | None = None,
) -> ChangedVault:
    """What becomes of a vault whose files are `moved`, or one of whose headings is renamed."""
    after = index_files(
        (moved.get(path, path) for path in vault.files),
        frozenset(moved.get(path, path) for path in vault.index.excluded),
    )
    places = KnownPlaces()
    names = []
    for note in vault.notes.values():
        if not is_note(note.path):
            continue
        path = moved.get(note.path, note.path)
        title = stem_of(path) if note.title == stem_of(note.path) else note.title
        if heading is not None and heading.path == note.path:
            title = heading.title
        names.append(_Names(path, title, note.aliases))
        if note.places is not None:
            places[path] = _renamed(note.places, note.path, heading)
    return ChangedVault(
        before=vault.index,
        after=with_notes(after, names, places),
        moved=moved,
        settings=settings,
        names=frozenset(_names(moved)),
        heading=heading,
    )


def _renamed(places: Places, path: str, heading: NewHeading | None) -> Places:
    if heading is None or heading.path != path:
        return places
    headings = [*places.headings]
    headings[heading.ordinal] = (headings[heading.ordinal][0], heading.text)
    return replace(places, headings=tuple(headings))


def _names(moved: Mapping[str, str]) -> Iterator[str]:
    for pair in moved.items():
        for path in pair:
            for segment in path.split("/"):
                yield name_key(segment)
            yield name_key(stem_of(path))
