"""Reading the notes of a vault that may have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.markdown.parse import ParsedNote, unreadable_note
from kblink.markdown.parse_file import parse_file
from kblink.model import FileEntry, Progress, Skipped
from kblink.vault.read import TRUNCATED, NoteText, read_note

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.store.rows import FileState

ProgressCallback = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class ReadNotes:
    """The notes that a run has read: `parsed` where the content is other than stored, else
    `touched`. `vanished` could not be read; `skipped` says why, and what else was left out."""

    parsed: tuple[tuple[FileEntry, NoteText, ParsedNote], ...]
    touched: tuple[FileEntry, ...]
    vanished: frozenset[str]
    skipped: tuple[Skipped, ...]


def read_notes(
    root: Path,
    entries: Sequence[FileEntry],
    states: Mapping[str, FileState],
    progress: ProgressCallback,
) -> ReadNotes:
    """Read notes, and parse those whose content is other than in `states`."""
    parsed, touched, skipped = [], [], []
    vanished = set()
    for done, entry in enumerate(entries):
        progress(Progress("reading", done, len(entries)))
        try:
            text = read_note(root, entry)
        except OSError as error:
            vanished.add(entry.path)
            skipped.append(Skipped(entry.path, f"not read: {error.strerror or 'gone meanwhile'}"))
            continue
        skipped.extend(_reasons(entry, text))
        state = states.get(entry.path)
        if state is not None and state.is_note and state.content_hash == text.content_hash:
            touched.append(entry)
        else:
            parsed.append((entry, text, _parse_text(entry.path, text)))
    return ReadNotes(tuple(parsed), tuple(touched), frozenset(vanished), tuple(skipped))


def _parse_text(path: str, text: NoteText) -> ParsedNote:
    """Parse what was read of a file, or stand in for one that could not be decoded."""
    if text.problem is not None:
        return unreadable_note(path, text.problem)
    return parse_file(path, text.text)


def _reasons(entry: FileEntry, text: NoteText) -> Iterable[Skipped]:
    if text.truncated:
        yield Skipped(entry.path, TRUNCATED)
    if text.problem is not None:
        yield Skipped(entry.path, text.problem.message)
