"""Check a vault: survey its notes, settle what hangs on other notes, find what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.check.files import sources, survey_files
from kblink.links.check import check_attachments, check_notes
from kblink.links.survey import Survey, settle_pending
from kblink.links.targets import TargetIndex, index_files, with_notes
from kblink.model import NOTE_SUFFIXES, CheckReport

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from kblink.config import Config
    from kblink.links.survey import NoteSurvey
    from kblink.model import Progress, Severity, Skipped
    from kblink.vault.walk import Listing


@dataclass(frozen=True, slots=True)
class SurveyedVault:
    """All notes of a vault surveyed, with the index of what links can lead to."""

    survey: Survey
    index: TargetIndex
    skipped: tuple[Skipped, ...]

    @property
    def notes(self) -> list[NoteSurvey]:
        """What stands for a note, by path; canvases and bases are none."""
        found = (note for note in self.survey.notes.values() if is_note(note))
        return sorted(found, key=lambda note: note.path)


def is_note(survey: NoteSurvey) -> bool:
    """Whether a survey is one of a note, not of a canvas or base."""
    return survey.path.lower().endswith(NOTE_SUFFIXES)


def survey_vault(
    root: Path,
    listing: Listing,
    config: Config,
    *,
    keep_all: bool,
    progress: Callable[[Progress], None],
) -> SurveyedVault:
    """Survey all notes of a vault by reading their files."""
    index = index_files((file.path for file in listing.files), listing.excluded)
    read = survey_files(
        root, sources(listing), index, config.links, keep_all=keep_all, progress=progress
    )
    notes = [note for note in read.survey.notes.values() if is_note(note)]
    places = {note.path: note.places for note in notes if note.places is not None}
    index = with_notes(index, notes, places)
    settle_pending(read.survey, index, config.links, keep_all=keep_all)
    return SurveyedVault(read.survey, index, tuple(read.skipped))


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
    findings, judged = check_notes(reported, vault.survey, vault.index, config.links, severity_of)
    if chosen is None:
        files = (file.path for file in listing.files)
        unused = check_attachments(files, vault.survey, vault.index, severity_of)
        findings = tuple(sorted((*findings, *unused), key=lambda found: (found.path, found.span)))
    return CheckReport(
        vault=str(root),
        notes=sum(map(is_note, reported)),
        links=sum(note.link_count for note in reported),
        findings=findings,
        resolved=tuple(judged.items()),
    )
