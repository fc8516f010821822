"""Which files of a vault have changed, and reading those that have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.markdown.parse import ParsedNote, unreadable_note
from kblink.markdown.parse_file import parse_file
from kblink.model import FileEntry, Progress, Skipped
from kblink.vault.read import LARGE, READ_LIMIT, NoteText, read_note
from kblink.vault.walk import Listing, walk

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.config import Config
    from kblink.store.rows import FileState

_CLOCK_STEP_NS = 2_000_000_000
"""A file changed this shortly before a scan may change again without its time showing it (FAT
keeps two seconds), so it is read once more by the next run."""

ProgressCallback = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """How a scan differs from the stored state of the files; `unsure` ones must be read to tell."""

    new: tuple[FileEntry, ...]
    changed: tuple[FileEntry, ...]
    unsure: tuple[FileEntry, ...]
    gone: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Whether anything may have changed."""
        return bool(self.new or self.changed or self.unsure or self.gone)


@dataclass(frozen=True, slots=True)
class ReadNotes:
    """The notes that a run has read: `parsed` where the content is other than stored, else
    `touched`. `vanished` could not be read; `skipped` says why, and what else was left out."""

    parsed: tuple[tuple[FileEntry, NoteText, ParsedNote], ...]
    touched: tuple[FileEntry, ...]
    vanished: frozenset[str]
    skipped: tuple[Skipped, ...]


def scan_vault(root: Path, config: Config, index_dir: Path) -> Listing:
    """List the files of a vault by its settings; the index folder is no part of it."""
    return walk(root, config.vault.exclude, index_dir, hidden_folders=config.links.hidden_folders)


def compare(listing: Listing, states: dict[str, FileState], scanned_at_ns: int) -> Difference:
    """Compare a scan with stored states, by size and time alone."""
    new, changed, unsure = [], [], []
    for entry in listing.files:
        state = states.get(entry.path)
        indexed = listing.is_indexed(entry)
        if state is None:
            new.append(entry)
        elif state.is_note != indexed or (state.size, state.mtime_ns) != (
            entry.size,
            entry.mtime_ns,
        ):
            changed.append(entry)
        elif indexed and entry.mtime_ns > scanned_at_ns - _CLOCK_STEP_NS:
            unsure.append(entry)
    present = {entry.path for entry in listing.files}
    gone = tuple(path for path in states if path not in present)
    return Difference(tuple(new), tuple(changed), tuple(unsure), gone)


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
        reason = f"larger than {LARGE >> 20} MiB: only its first {READ_LIMIT >> 20} MiB was read"
        yield Skipped(entry.path, reason)
    if text.problem is not None:
        yield Skipped(entry.path, text.problem.message)
