"""A vault before and after files get other paths, or a heading another text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kblink.links.names import name_key
from kblink.links.places import KnownPlaces
from kblink.links.targets import TargetIndex, index_files, stem_of, with_notes
from kblink.model import is_note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kblink.config import LinkSettings
    from kblink.links.places import Places
    from kblink.links.survey import NoteSurvey


@dataclass(frozen=True, slots=True)
class KnownVault:
    """What is known of a vault: its notes, canvases and bases by path, excluded ones too, each with
    all its links, the index of what links can lead to, and all files."""

    notes: Mapping[str, NoteSurvey]
    index: TargetIndex
    files: tuple[str, ...]


class Retitled(NamedTuple):
    """A note some of whose headings get another text: its title and its places afterwards."""

    title: str
    places: Places


class _Names(NamedTuple):
    path: str
    title: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedVault:
    """What links lead to before and after; `moved` has the new path of each file by its old one.

    `names` are keys of all names that come or go: only links to these can lead elsewhere, besides
    those that stand in a file that moves or lead to one. `retitled` are the notes, by their old
    paths, of whose headings some get another text; all have the same headings in the same order.
    """

    before: TargetIndex
    after: TargetIndex
    moved: Mapping[str, str]
    settings: LinkSettings
    names: frozenset[str]
    retitled: frozenset[str] = frozenset()

    def at(self, path: str) -> str:
        """Where a file is afterwards."""
        return self.moved.get(path, path)


def changed_vault(
    vault: KnownVault,
    moved: Mapping[str, str],
    settings: LinkSettings,
    retitled: Mapping[str, Retitled],
) -> ChangedVault:
    """What becomes of a vault whose files are `moved` and whose notes are `retitled`: the new
    paths, and the new headings, by the paths as they are."""
    after = index_files(
        (moved.get(path, path) for path in vault.files),
        frozenset(moved.get(path, path) for path in vault.index.excluded),
    )
    places = KnownPlaces()
    names = []
    for note in vault.notes.values():
        if not is_note(note.path) or note.path in vault.index.excluded:
            continue
        path = moved.get(note.path, note.path)
        title = stem_of(path) if note.title == stem_of(note.path) else note.title
        new = retitled.get(note.path)
        names.append(_Names(path, new.title if new else title, note.aliases))
        if note.places is not None:
            places[path] = new.places if new else note.places
    return ChangedVault(
        before=vault.index,
        after=with_notes(after, names, places),
        moved=moved,
        settings=settings,
        names=frozenset(_names(moved)),
        retitled=frozenset(retitled),
    )


def _names(moved: Mapping[str, str]) -> Iterator[str]:
    for pair in moved.items():
        for path in pair:
            for segment in path.split("/"):
                yield name_key(segment)
            yield name_key(stem_of(path))
