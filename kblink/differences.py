"""How the files of a vault differ from those that its index was made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.vault.walk import Listing, walk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kblink.config import Config
    from kblink.model import FileEntry
    from kblink.store.rows import FileState, KnownFiles

_CLOCK_STEP_NS = 2_000_000_000
"""A file changed this shortly before a scan may change again without its time showing it (FAT
keeps two seconds), so it is read once more by the next run."""


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


def scan_vault(root: Path, config: Config, index_dir: Path) -> Listing:
    """List the files of a vault by its settings; the index folder is no part of it."""
    return walk(root, config.vault.exclude, index_dir, hidden_folders=config.links.hidden_folders)


def is_unchanged(listing: Listing, scan: str, scanned_at_ns: int) -> bool:
    """Whether a listing is the one that had the fingerprint `scan`, and no note needs reading.

    It says in one pass, without the stored states, what `compare` says at length.
    """
    recent = scanned_at_ns - _CLOCK_STEP_NS
    return (
        scan != ""
        and listing.fingerprint() == scan
        and not any(listing.is_indexed(file) for file in listing.files if file[2] > recent)
    )


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


def notes_to_read(
    listing: Listing, known: KnownFiles, scanned_at_ns: int
) -> list[FileEntry] | None:
    """The notes that may have changed; None where files came or went, or became excluded or
    included. It says in few passes, without the stored states, what `compare` says at length."""
    indexed = listing.notes
    others = {file.path for file in listing.files}.difference(file.path for file in indexed)
    if {file.path for file in indexed} != {*known.notes.values()} or others != known.attachments:
        return None
    recent = scanned_at_ns - _CLOCK_STEP_NS
    return [file for file in indexed if file not in known.entries or file.mtime_ns > recent]


def same_files(difference: Difference, listing: Listing, states: Mapping[str, FileState]) -> bool:
    """Whether files have at most changed: none came, went, or became excluded or included."""
    flipped = any(
        listing.is_indexed(entry) != states[entry.path].is_note for entry in difference.changed
    )
    return not (difference.new or difference.gone or flipped)
