"""Report on a vault by what its index says of it: what stands is told as it was found.

Only notes that changed, the notes that name a place in one of them, and canvases are checked. Of
all others the index tells the few links that are worth a word, and which notes are linked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from kblink.changes import read_notes
from kblink.check.files import canvases, survey_files
from kblink.check.stored import require_known
from kblink.differences import notes_to_read
from kblink.links.candidates import wants_candidates
from kblink.links.check import (
    alias_findings,
    check_attachments,
    check_notes,
    graded,
    graph_findings,
    in_order,
    link_findings,
    problem_findings,
)
from kblink.links.graph import circular_embeds
from kblink.links.places import KnownPlaces, places_of
from kblink.links.survey import (
    LinkGraph,
    NoteSurvey,
    Survey,
    is_worth_a_word,
    settle_pending,
    survey_notes,
)
from kblink.links.targets import index_files, with_notes, without_table
from kblink.model import CheckReport
from kblink.recipe import recipe
from kblink.relink import StoredPlaces, offers_the_same
from kblink.store.rows import NoteNames

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kblink.config import Config
    from kblink.links.targets import TargetIndex
    from kblink.model import Finding, Link, Note, Problem, Progress, Severity, Skipped
    from kblink.store.rows import KnownFiles
    from kblink.store.stored_notes import StoredNotes
    from kblink.vault.walk import Listing

_MOST_TOUCHED = 200
"""Notes that are read from the index one by one; where there are more, all are read at once."""
_FEW_LINKS = 1000
"""Links that are sooner looked up by the tiers than a table of all files is made."""


class Standing(NamedTuple):
    """A report, what could not be read for it, and by note what was wrong in the text itself."""

    report: CheckReport
    skipped: tuple[Skipped, ...]
    problems: Mapping[str, Sequence[Problem]]


class _Fresh(NamedTuple):
    """The notes that changed since they were stored, by path, and what of others is `waiting`:
    the links, by note, that name a place in one whose places are no longer the same."""

    notes: Mapping[str, Note]
    waiting: Mapping[str, Sequence[Link]]
    skipped: tuple[Skipped, ...]


class _Touched(NamedTuple):
    """What is looked at anew. `links` counts those of the vault."""

    survey: Survey
    targets: TargetIndex
    links: int
    skipped: tuple[Skipped, ...]


def report_by_index(
    root: Path,
    listing: Listing,
    config: Config,
    catalogue: StoredNotes,
    severity_of: Callable[[str, str], Severity],
    progress: Callable[[Progress], None],
) -> Standing | None:
    """Report on all notes and attachments, without `resolved` links.

    None where more may have changed than single notes: a file appeared or went, links are resolved
    by other rules, or what is offered for the broken links of others.
    """
    if catalogue.recipe != recipe(config):
        return None
    known = catalogue.files()
    fresh = _read_fresh(root, listing, known, config, catalogue, progress)
    if fresh is None:
        return None
    aliases = catalogue.aliases(known.notes)
    names = _names(known, aliases)
    touched = _survey_touched(root, listing, config, catalogue, fresh, names)
    survey, index = touched.survey, touched.targets
    graph = _whole_graph(catalogue, known, fresh, survey)
    circles = circular_embeds(graph.embeds)
    circular = [path for path in circles if path not in survey.notes]
    if len(circular) > _MOST_TOUCHED:
        return None
    for path in circular:
        survey.notes[path] = _stored_note(catalogue, path, ())
    if aliases or any(map(_wants_names, survey.notes.values())):
        index = with_notes(index, names, index.places)
    found, _ = check_notes(survey.notes.values(), graph, circles, index, config.links, severity_of)
    rest = {row: path for row, path in known.notes.items() if path not in survey.notes}
    problems = catalogue.problems(rest)
    standing = _standing(catalogue, rest, problems, aliases, graph, index)
    found.extend(graded(standing, catalogue.suppressions(rest), severity_of))
    files = (file.path for file in listing.files)
    found.extend(check_attachments(files, graph, listing.excluded, severity_of))
    return Standing(
        CheckReport(str(root), len(known.notes), touched.links, in_order(found)),
        (*fresh.skipped, *touched.skipped),
        {**problems, **{note.path: note.problems for note in survey.notes.values()}},
    )


def _survey_touched(
    root: Path,
    listing: Listing,
    config: Config,
    catalogue: StoredNotes,
    fresh: _Fresh,
    names: Sequence[NoteNames],
) -> _Touched:
    """Survey the notes that changed, those that name a place in one of them, and canvases."""
    settings = config.links
    index = index_files((file.path for file in listing.files), listing.excluded)
    if sum(len(note.links) for note in fresh.notes.values()) < _FEW_LINKS:
        index = without_table(index)
    survey = survey_notes(fresh.notes.values(), index, settings, keep_all=False)
    read = survey_files(root, canvases(listing), index, settings)
    survey.merge(read.survey)
    links = catalogue.totals().links - catalogue.count_links(fresh.notes)
    links += sum(note.link_count for note in survey.notes.values())
    for path, again in fresh.waiting.items():
        survey.notes[path] = _stored_note(catalogue, path, again)
    places = KnownPlaces((note.path, places_of(note)) for note in fresh.notes.values())
    index = replace(index, places=StoredPlaces(places, catalogue))
    if settings.aliases_resolve or settings.titles_resolve:
        index = with_notes(index, names, index.places)
    settle_pending(survey, index, settings, keep_all=False)
    return _Touched(survey, index, links, tuple(read.skipped))


def _read_fresh(
    root: Path,
    listing: Listing,
    known: KnownFiles,
    config: Config,
    catalogue: StoredNotes,
    progress: Callable[[Progress], None],
) -> _Fresh | None:
    """Read what may have changed; None where files came or went, where for the links of others
    another note may be meant, or where so much changed that all is soonest read at once."""
    entries = notes_to_read(listing, known, catalogue.scanned_at_ns)
    if entries is None or sum(one not in known.entries for one in entries) > _MOST_TOUCHED:
        return None
    states = catalogue.note_states(entry.path for entry in entries)
    read = read_notes(root, entries, states, progress)
    notes = {parsed.note.path: parsed.note for _, _, parsed in read.parsed}
    by_names = config.links.aliases_resolve or config.links.titles_resolve
    if read.vanished or (notes and by_names):
        return None
    before = {path: stored for path in notes if (stored := catalogue.note(path)) is not None}
    if not all(offers_the_same(note, before.get(path)) for path, note in notes.items()):
        return None
    moved = [path for path, note in notes.items() if places_of(note) != places_of(before[path])]
    into = catalogue.links_into(moved) if moved else {}
    waiting = {path: links for path, links in into.items() if path not in notes}
    return _Fresh(notes, waiting, read.skipped) if len(waiting) <= _MOST_TOUCHED else None


def _stored_note(catalogue: StoredNotes, path: str, again: Sequence[Link]) -> NoteSurvey:
    """A note as the index has it; links of it that are to be resolved `again` wait."""
    note = catalogue.note(path)
    if note is None:  # of the same snapshot
        raise LookupError(path)
    spans = {link.span for link in again}
    kept = (
        link
        for link in catalogue.resolved_links_of(path)
        if link.link.span not in spans and is_worth_a_word(link)
    )
    return NoteSurvey(
        path,
        note.title,
        note.aliases,
        note.problems,
        note.suppressions,
        judged=tuple(kept),
        pending=tuple(again),
    )


def _whole_graph(
    catalogue: StoredNotes, known: KnownFiles, fresh: _Fresh, survey: Survey
) -> LinkGraph:
    """The graph of the vault: of the survey, and of all notes that have not changed."""
    gone = catalogue.linked_by_these_alone(fresh.notes) if fresh.notes else set()
    graph = LinkGraph({*known.linked} - gone, {*known.linking}.difference(fresh.notes))
    unchanged = {row: path for row, path in known.notes.items() if path not in fresh.notes}
    for path, target in catalogue.embeds(unchanged):
        graph.embeds.setdefault(path, set()).add(target)
    graph.merge(survey.graph)
    return graph


def _names(known: KnownFiles, aliases: Mapping[str, Sequence[str]]) -> list[NoteNames]:
    """What all notes are called: those that changed are called what they were."""
    return [
        NoteNames(path, title, tuple(aliases.get(path, ()))) for path, title in known.titles.items()
    ]


def _wants_names(note: NoteSurvey) -> bool:
    return bool(note.aliases) or any(map(wants_candidates, note.links))


def _standing(
    catalogue: StoredNotes,
    notes: Mapping[int, str],
    problems: Mapping[str, Sequence[Problem]],
    aliases: Mapping[str, Sequence[str]],
    graph: LinkGraph,
    index: TargetIndex,
) -> Iterator[Finding]:
    """The findings on `notes` that stand as they were found; those on links in their order."""
    told = catalogue.told_links(notes)
    codes = {code for link in told for code in link.warnings}
    codes.update(problem.code for found in problems.values() for problem in found)
    require_known(catalogue, codes)
    paths = {*notes.values()}
    for path, found in problems.items():
        yield from problem_findings(path, found)
    for path, names in aliases.items():
        if path in paths:
            yield from alias_findings(path, names, index)
    for path in paths - (graph.linked & graph.linking):
        yield from graph_findings(path, graph)
    for link in told:
        yield from link_findings(*link)
