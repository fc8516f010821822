"""Survey a vault by its index: what has not changed is neither read nor resolved again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kblink.changes import compare, read_notes
from kblink.links.places import Places, places_of
from kblink.links.survey import LinkGraph, NoteSurvey, Survey, settle_pending, survey_notes
from kblink.links.targets import TargetIndex, with_notes
from kblink.sync import PARSED_BY, recipe

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from kblink.changes import Difference
    from kblink.config import Config
    from kblink.model import Link, Note, Progress, Skipped
    from kblink.store.catalogue import Catalogue
    from kblink.store.rows import NoteSummary
    from kblink.vault.walk import Listing


class StoredPlaces(Mapping[str, Places]):
    """The places of notes: of some as given, of others as the catalogue has them, when asked."""

    def __init__(
        self, fresh: Mapping[str, Places], stored: Collection[str], catalogue: Catalogue
    ) -> None:
        self._known = dict(fresh)
        self._stored = frozenset(stored)
        self._catalogue = catalogue

    def __getitem__(self, path: str) -> Places:
        if path not in self._known:
            note = self._catalogue.note(path) if path in self._stored else None
            if note is None:
                raise KeyError(path)
            self._known[path] = places_of(note)
        return self._known[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._stored | self._known.keys())

    def __len__(self) -> int:
        return len(self._stored | self._known.keys())


def unchanged_notes(catalogue: Catalogue, listing: Listing) -> dict[str, Note]:
    """The stored notes, by path, whose files are as they were when they were parsed."""
    if not catalogue.recipe.startswith(PARSED_BY):
        return {}
    difference = compare(listing, catalogue.file_states(), catalogue.scanned_at_ns)
    touched = {entry.path for entry in (*difference.changed, *difference.unsure)}
    present = {entry.path for entry in listing.notes} - touched
    return {note.path: note for note in catalogue.notes() if note.path in present}


def survey_stored(
    root: Path,
    listing: Listing,
    config: Config,
    catalogue: Catalogue,
    index: TargetIndex,
    progress: Callable[[Progress], None],
) -> tuple[Survey, TargetIndex, tuple[Skipped, ...]] | None:
    """Survey the notes of a vault by the verdicts that the catalogue has.

    Only changed notes are read, and only links that name a place in one of them are resolved
    again. None where more may have changed: a file appeared or went, or links are resolved by other
    rules.
    """
    if catalogue.recipe != recipe(config):
        return None
    states = catalogue.file_states()
    difference = compare(listing, states, catalogue.scanned_at_ns)
    if not _same_files(difference, listing, {path for path in states if states[path].is_note}):
        return None
    entries = [
        entry for entry in (*difference.changed, *difference.unsure) if listing.is_indexed(entry)
    ]
    read = read_notes(root, entries, states, progress)
    settings = config.links
    if read.vanished or (read.parsed and (settings.aliases_resolve or settings.titles_resolve)):
        return None
    fresh = [parsed.note for _, _, parsed in read.parsed]
    survey = survey_notes(fresh, index, settings, keep_all=False)
    changed = [note.path for note in fresh]
    _add_stored(survey, catalogue, changed)
    places = {note.path: places_of(note) for note in fresh}
    stored = survey.notes.keys() - places.keys()
    index = with_notes(index, survey.notes.values(), StoredPlaces(places, stored, catalogue))
    settle_pending(survey, index, settings, keep_all=False)
    return survey, index, read.skipped


def _same_files(difference: Difference, listing: Listing, notes: Collection[str]) -> bool:
    """Whether files have at most changed: none came, went, or became excluded or included."""
    flipped = any(
        listing.is_indexed(entry) != (entry.path in notes) for entry in difference.changed
    )
    return not (difference.new or difference.gone or flipped)


def _add_stored(survey: Survey, catalogue: Catalogue, changed: Sequence[str]) -> None:
    """Add the notes that have not changed; links that name a place in a changed one wait."""
    waiting = catalogue.links_into(changed) if changed else {}
    for summary in catalogue.summaries(but=changed):
        survey.notes[summary.path] = _surveyed(summary, waiting.get(summary.path, ()))
    graph = catalogue.graph(but=changed)
    embeds: dict[str, set[str]] = {}
    for source, target in graph.embeds:
        embeds.setdefault(source, set()).add(target)
    survey.graph.merge(LinkGraph(set(graph.linked), set(graph.linking), embeds))


def _surveyed(summary: NoteSummary, waiting: Sequence[Link]) -> NoteSurvey:
    note = NoteSurvey(
        summary.path,
        summary.title,
        summary.aliases,
        summary.problems,
        summary.suppressions,
        None,
        summary.links,
        (),
        summary.link_count,
    )
    if not waiting:
        return note
    again = {link.span for link in waiting}
    kept = tuple(link for link in summary.links if link.link.span not in again)
    return replace(note, links=kept, pending=tuple(waiting))
