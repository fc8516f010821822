"""Survey the notes of a vault by reading their files, with all cores where it is worth it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kblink.changes import read_notes
from kblink.check.processes import shared_out
from kblink.cores import cores
from kblink.links.survey import Survey, survey_notes
from kblink.model import NOTE_SUFFIXES, Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from kblink.config import LinkSettings
    from kblink.links.targets import TargetIndex
    from kblink.model import FileEntry, Skipped
    from kblink.vault.walk import Listing

_NO_NOTES = (".canvas", ".base")
SOURCE_SUFFIXES = (*NOTE_SUFFIXES, *_NO_NOTES)
"""What the path of a file ends in that links are read from."""

_WORTH_A_PROCESS = 400_000
"""Bytes of notes: some 0.1 s of work, several times what starting a process costs."""
_AT_ONCE = 64


@dataclass(slots=True)
class SurveyedFiles:
    """A survey of files, and what could not be read or only in part."""

    survey: Survey = field(default_factory=Survey)
    skipped: list[Skipped] = field(default_factory=list)


def sources(listing: Listing) -> tuple[FileEntry, ...]:
    """The files that links are read from: notes, canvases and bases that are not excluded."""
    return tuple(
        file
        for file in listing.files
        if file.path.lower().endswith(SOURCE_SUFFIXES) and file.path not in listing.excluded
    )


def canvases(listing: Listing) -> tuple[FileEntry, ...]:
    """The canvases and bases among the files that links are read from: the catalogue has none."""
    return tuple(
        file
        for file in listing.files
        if file.path.lower().endswith(_NO_NOTES) and file.path not in listing.excluded
    )


def survey_files(
    root: Path,
    entries: Sequence[FileEntry],
    index: TargetIndex,
    settings: LinkSettings,
    *,
    keep_all: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> SurveyedFiles:
    """Read and survey files; `index` knows the paths of the vault's files."""
    shares = even_shares(entries, min(cores(), 1 + _bytes(entries) // _WORTH_A_PROCESS))
    done = 0
    here = os.getpid()

    def survey_share(share: Sequence[FileEntry]) -> SurveyedFiles:
        nonlocal done
        found = SurveyedFiles()
        for start in range(0, len(share), _AT_ONCE):
            if os.getpid() == here:  # the other processes have no terminal
                told = min(done * len(shares), len(entries))
                progress(Progress("reading", told, len(entries)))
            batch = share[start : start + _AT_ONCE]
            read = read_notes(root, batch, {}, lambda _: None)
            notes = (parsed.note for _, _, parsed in read.parsed)
            found.survey.merge(survey_notes(notes, index, settings, keep_all=keep_all))
            found.skipped.extend(read.skipped)
            done += len(batch)
        return found

    first, *others = shared_out(survey_share, shares)
    for other in others:
        first.survey.merge(other.survey)
        first.skipped.extend(other.skipped)
    return first


def even_shares(entries: Sequence[FileEntry], number: int) -> list[list[FileEntry]]:
    """Deal files out so that each share has about as many bytes: the largest first, each to the
    share that has least."""
    shares: list[list[FileEntry]] = [[] for _ in range(max(number, 1))]
    sizes = [0] * len(shares)
    for entry in sorted(entries, key=lambda entry: -entry.size):
        least = sizes.index(min(sizes))
        shares[least].append(entry)
        sizes[least] += entry.size + 1
    return shares


def _bytes(entries: Sequence[FileEntry]) -> int:
    return sum(entry.size for entry in entries)
