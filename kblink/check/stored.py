"""Survey a vault by its index: what has not changed is neither read nor resolved again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.changes import read_notes
from kblink.differences import compare, same_files
from kblink.links.codes import CODES
from kblink.links.places import KnownPlaces, places_of
from kblink.links.survey import LinkGraph, NoteSurvey, Survey, settle_pending, survey_notes
from kblink.links.targets import TargetIndex, with_notes
from kblink.recipe import PARSED_BY, recipe
from kblink.relink import StoredPlaces, offers_the_same
from kblink.store.database import damaged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from kblink.config import Config
    from kblink.model import Note, Progress, Skipped
    from kblink.store.rows import NoteSummary
    from kblink.store.stored_notes import StoredNotes
    from kblink.vault.walk import Listing


def unchanged_notes(catalogue: StoredNotes, listing: Listing) -> dict[str, Note]:
    """The stored notes, by path, whose files are as they were when they were parsed."""
    if not catalogue.recipe.startswith(PARSED_BY):
        return {}
    difference = compare(listing, catalogue.file_states(), catalogue.scanned_at_ns)
    touched = {entry.path for entry in (*difference.changed, *difference.unsure)}
    present = {entry.path for entry in listing.notes} - touched
    notes = catalogue.notes()
    require_known(catalogue, (problem.code for note in notes for problem in note.problems))
    return {note.path: note for note in notes if note.path in present}


def survey_stored(
    root: Path,
    listing: Listing,
    config: Config,
    catalogue: StoredNotes,
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
    if not same_files(difference, listing, states):
        return None
    entries = [
        entry for entry in (*difference.changed, *difference.unsure) if listing.is_indexed(entry)
    ]
    read = read_notes(root, entries, states, progress)
    settings = config.links
    if read.vanished or (read.parsed and (settings.aliases_resolve or settings.titles_resolve)):
        return None
    fresh = {parsed.note.path: parsed.note for _, _, parsed in read.parsed}
    survey = survey_notes(fresh.values(), index, settings, keep_all=False)
    stands = all(offers_the_same(note, catalogue.note(note.path)) for note in fresh.values())
    _add_stored(survey, catalogue, [*fresh], candidates_stand=stands)
    places = KnownPlaces((note.path, places_of(note)) for note in fresh.values())
    index = with_notes(index, survey.notes.values(), StoredPlaces(places, catalogue))
    settle_pending(survey, index, settings, keep_all=False)
    return survey, index, read.skipped


def _codes(summaries: Iterable[NoteSummary]) -> Iterator[str]:
    for note in summaries:
        yield from (problem.code for problem in note.problems)
        for link in note.links:
            yield from link.warnings


def require_known(catalogue: StoredNotes, codes: Iterable[str]) -> None:
    """Raise CatalogueError where a stored code is that of no finding."""
    if not CODES.keys() >= set(codes):
        raise damaged(catalogue.folder, "it holds a finding that does not exist")


def _add_stored(
    survey: Survey, catalogue: StoredNotes, changed: Sequence[str], *, candidates_stand: bool
) -> None:
    """Add the notes that have not changed; links that name a place in a changed one wait."""
    waiting = catalogue.links_into(changed) if changed else {}
    linked, linking = catalogue.linked_and_linking(but=changed)
    graph = LinkGraph(linked, linking)
    summaries = catalogue.summaries(but=changed)
    require_known(catalogue, _codes(summaries))
    for summary in summaries:
        again = waiting.get(summary.path, ())
        spans = {link.span for link in again}
        kept = tuple(link for link in summary.links if link.link.span not in spans)
        for link in summary.links:
            graph.add_embed(summary.path, link)
        survey.notes[summary.path] = NoteSurvey(
            summary.path,
            summary.title,
            summary.aliases,
            summary.problems,
            summary.suppressions,
            links=() if candidates_stand else kept,
            judged=kept if candidates_stand else (),
            pending=tuple(again),
            link_count=summary.link_count,
        )
    survey.graph.merge(graph)
