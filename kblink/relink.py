"""Resolve the links of a vault: all of them, or those alone that changed notes can have changed.

In a large vault the links of all notes take seconds, those of a changed note and of the notes that
name a place in it next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.links.candidates import offer_candidates, wants_candidates
from kblink.links.places import KnownPlaces, Places, places_of
from kblink.links.resolve import resolve_link, resolve_links
from kblink.links.targets import TargetIndex, index_files, index_targets, with_notes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kblink.config import LinkSettings
    from kblink.model import Link, Named, Note, ResolvedLink
    from kblink.store.rows import Changes
    from kblink.store.stored_notes import StoredNotes
    from kblink.vault.walk import Listing


class StoredPlaces:
    """The places of notes: of changed ones as given, of others as the catalogue has them."""

    def __init__(self, changed: KnownPlaces, catalogue: StoredNotes) -> None:
        self._changed = changed
        self._stored: dict[str, Places | None] = {}
        self._catalogue = catalogue

    def get(self, path: str, /) -> Places | None:
        """The places of a note; None where there is none at the path, or it is excluded."""
        if path in self._changed:
            return self._changed[path]
        if path not in self._stored:
            note = self._catalogue.note(path)
            self._stored[path] = None if note is None else places_of(note)
        return self._stored[path]

    def blocks(self) -> Iterator[tuple[str, str]]:
        """Yield the path of each note and the block ids in it, one by one, in lower case."""
        yield from self._changed.blocks()
        for path, block_id in self._catalogue.blocks(but=self._changed):
            yield path, block_id.lower()


def offers_the_same(note: Note, before: Note | None) -> bool:
    """Whether a changed note is as good a candidate for the links of others as it was before."""
    return (
        before is not None
        and (note.title, note.aliases) == (before.title, before.aliases)
        and places_of(note).blocks == places_of(before).blocks
    )


def resolve_all(
    catalogue: StoredNotes,
    changes: Changes,
    listing: Listing,
    settings: LinkSettings,
    *,
    renewed: bool,
) -> dict[str, tuple[ResolvedLink, ...]]:
    """Resolve the links of all notes: a file that comes or goes changes those of others.

    Where the rows are not all `renewed`, notes that have not changed are those of the catalogue.
    """
    # What became excluded is listed with the attachments.
    written = (*(row.entry for row in changes.notes), *changes.attachments)
    replaced = {entry.path for entry in written} | set(changes.gone)
    kept = [] if renewed else [note for note in catalogue.notes() if note.path not in replaced]
    notes = [*kept, *(row.note for row in changes.notes)]
    files = [entry.path for entry in listing.files if entry.path not in changes.gone]
    index = index_targets(files, notes, listing.excluded)
    return offer_candidates(resolve_links(notes, index, settings), index, settings)


def resolve_changed(
    catalogue: StoredNotes, changes: Changes, listing: Listing, settings: LinkSettings
) -> dict[str, tuple[ResolvedLink, ...]] | None:
    """Resolve the links of changed notes, and of the notes that name a place in one of them.

    No file may have come or gone, or become excluded. None where links of others may change, too:
    where names resolve that a changed note bears, or may be offered for what is broken.
    """
    changed = [rows.note for rows in changes.notes]
    if settings.aliases_resolve or settings.titles_resolve:
        return None
    if not all(offers_the_same(note, catalogue.note(note.path)) for note in changed):
        return None
    places = KnownPlaces((note.path, places_of(note)) for note in changed)
    files = index_files((file.path for file in listing.files), listing.excluded)
    index = with_notes(files, (), StoredPlaces(places, catalogue))
    resolved = resolve_links(changed, index, settings)
    for path, links in catalogue.links_into([*places]).items():
        stored = catalogue.resolved_links_of(path)
        resolved[path] = tuple(_renewed(stored, links, path, index, settings))
    if any(wants_candidates(link) for links in resolved.values() for link in links):
        index = with_notes(index, _names(catalogue, changed), index.places)
    return offer_candidates(resolved, index, settings)


def _renewed(
    stored: Iterable[ResolvedLink],
    again: Iterable[Link],
    source: str,
    index: TargetIndex,
    settings: LinkSettings,
) -> Iterator[ResolvedLink]:
    """The links of a note, some of them resolved again."""
    spans = {link.span for link in again}
    for one in stored:
        is_again = one.link.span in spans
        yield resolve_link(one.link, source, index, settings) if is_again else one


def _names(catalogue: StoredNotes, changed: Iterable[Note]) -> Iterable[Named]:
    """All notes, with their names."""
    notes: Mapping[str, Note] = {note.path: note for note in changed}
    return (*notes.values(), *(name for name in catalogue.names() if name.path not in notes))
