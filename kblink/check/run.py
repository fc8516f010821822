"""Check a vault: survey its notes, settle what hangs on other notes, find what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kblink.check.files import SOURCE_SUFFIXES, canvases, sources, survey_files
from kblink.check.processes import shared_out
from kblink.cores import cores
from kblink.links.check import check_attachments, check_notes, in_order
from kblink.links.graph import circular_embeds
from kblink.links.places import KnownPlaces
from kblink.links.survey import Survey, settle_pending, survey_notes
from kblink.links.targets import TargetIndex, index_files, with_notes
from kblink.model import CheckReport, is_note

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from kblink.config import Config
    from kblink.links.check import Checked
    from kblink.links.survey import NoteSurvey
    from kblink.model import Finding, Note, Progress, ResolvedLink, Severity, Skipped
    from kblink.store.stored_notes import StoredNotes
    from kblink.vault.walk import Listing


_WORTH_A_PROCESS = 400
"""Links worth a word: some 50 ms of looking for candidates."""
_MOST_COPIED = 50_000
"""Notes: a process copies nearly all that it looks at, 600 MiB of 100,000 notes, to save 9 s."""


@dataclass(frozen=True, slots=True)
class SurveyedVault:
    """All notes of a vault surveyed, with the index of what links can lead to."""

    survey: Survey
    index: TargetIndex
    skipped: tuple[Skipped, ...]

    @property
    def notes(self) -> list[NoteSurvey]:
        """The notes by path; canvases and bases are none."""
        found = (note for note in self.survey.notes.values() if is_note(note.path))
        return sorted(found, key=lambda note: note.path)


def survey_vault(
    root: Path,
    listing: Listing,
    config: Config,
    catalogue: StoredNotes | None = None,
    *,
    keep_all: bool,
    progress: Callable[[Progress], None],
) -> SurveyedVault:
    """Survey all notes, canvases and bases of a vault.

    Where there is a `catalogue` its verdicts are taken over, else the notes that it has parsed;
    the rest is read from the files. With `keep_all` every link is kept.
    """
    index = index_files((file.path for file in listing.files), listing.excluded)
    if catalogue is None:
        return _survey_by_files(root, listing, config, index, {}, keep_all, progress)
    from kblink.check.stored import survey_stored, unchanged_notes

    if not keep_all:
        stored = survey_stored(root, listing, config, catalogue, index, progress)
        if stored is not None:
            return _with_canvases(root, listing, config, SurveyedVault(*stored))
    known = unchanged_notes(catalogue, listing)
    return _survey_by_files(root, listing, config, index, known, keep_all, progress)


def _survey_by_files(
    root: Path,
    listing: Listing,
    config: Config,
    index: TargetIndex,
    known: Mapping[str, Note],
    keep_all: bool,  # noqa: FBT001 - internal
    progress: Callable[[Progress], None],
) -> SurveyedVault:
    """Survey notes: `known` ones, by path, as they are given, all others from their files."""
    settings = config.links
    survey = survey_notes(known.values(), index, settings, keep_all=keep_all)
    entries = [entry for entry in sources(listing) if entry.path not in known]
    read = survey_files(root, entries, index, settings, keep_all=keep_all, progress=progress)
    survey.merge(read.survey)
    notes = [note for note in survey.notes.values() if is_note(note.path)]
    places = KnownPlaces((note.path, note.places) for note in notes if note.places is not None)
    index = with_notes(index, notes, places)
    settle_pending(survey, index, settings, keep_all=keep_all)
    return SurveyedVault(survey, index, tuple(read.skipped))


def survey_excluded(
    root: Path, listing: Listing, config: Config, vault: SurveyedVault
) -> Mapping[str, NoteSurvey]:
    """Survey what is excluded, with all links: nothing is reported on it, yet what leads from there
    should go on leading there when names change."""
    entries = [
        file
        for file in listing.files
        if file.path in listing.excluded and file.path.lower().endswith(SOURCE_SUFFIXES)
    ]
    survey = survey_files(root, entries, vault.index, config.links, keep_all=True).survey
    settle_pending(survey, vault.index, config.links, keep_all=True)
    return survey.notes


def _with_canvases(
    root: Path, listing: Listing, config: Config, vault: SurveyedVault
) -> SurveyedVault:
    """Survey the canvases and bases too: the catalogue has none."""
    read = survey_files(root, canvases(listing), vault.index, config.links)
    vault.survey.merge(read.survey)
    settle_pending(vault.survey, vault.index, config.links, keep_all=False)
    return replace(vault, skipped=(*vault.skipped, *read.skipped))


def check_vault(
    vault: SurveyedVault,
    chosen: Sequence[NoteSurvey] | None,
    listing: Listing,
    root: Path,
    config: Config,
    severity_of: Callable[[str, str], Severity],
) -> CheckReport:
    """Report on the `chosen` notes of a surveyed vault; None: on all, and on attachments too."""
    reported = [*vault.survey.notes.values()] if chosen is None else chosen
    reported = sorted(reported, key=lambda note: note.path)

    graph = vault.survey.graph
    circles = circular_embeds(graph.embeds)

    def check_share(notes: Sequence[NoteSurvey]) -> Checked:
        return check_notes(notes, graph, circles, vault.index, config.links, severity_of)

    judged: dict[str, tuple[ResolvedLink, ...]] = {}
    findings: list[Finding] = []
    for found, links in shared_out(check_share, _shares(reported, vault.index)):
        findings.extend(found)
        judged.update(links)
    if chosen is None:
        files = (file.path for file in listing.files)
        findings.extend(check_attachments(files, graph, listing.excluded, severity_of))
    return CheckReport(
        vault=str(root),
        notes=sum(is_note(note.path) for note in reported),
        links=sum(note.link_count for note in reported),
        findings=in_order(findings),
        resolved=tuple(sorted(judged.items())),
    )


def _shares(notes: Sequence[NoteSurvey], index: TargetIndex) -> list[Sequence[NoteSurvey]]:
    """Notes for each core, where there is enough to judge, no database would be shared and the
    vault is not so large that a copy of it is too much."""
    worth = sum(len(note.links) for note in notes) // _WORTH_A_PROCESS
    may_share = isinstance(index.places, KnownPlaces) and len(index.places) <= _MOST_COPIED
    number = min(cores(), worth) if may_share else 1
    return [notes[first::number] for first in range(number)] if number > 1 else [notes]
