"""Apply edits and moves to a vault: checked first, written in a journal, each file whole or not.

1. Every edit is checked against its file: digest, old text, no overlap, no symlink, not read-only.
2. The journal is written and flushed: from here on the run is taken back if it is stopped.
3. The new text of every file is written beside it and flushed: a full disk shows here, where
   nothing has changed yet.
4. File by file the new text takes the old one's place, unless that was written meanwhile.
5. Files and folders are moved; the journal says `done`.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kblink.edits.edit import UnfitEditError, digest_of, edited, in_order, restored
from kblink.edits.journal import (
    FileRecord,
    Journal,
    drop_old_journals,
    forget,
    in_state,
    new_journal,
    write_journal,
)
from kblink.edits.move_files import check_moves, make_folders, missing_folders, move_all
from kblink.edits.place import (
    beside,
    flush,
    is_read_only,
    is_same,
    place_of,
    read_content,
    remove,
    replace_by,
    status_of,
    write_aside,
)
from kblink.edits.undo import take_back
from kblink.errors import VaultError
from kblink.model import Applied, Edit, Move, Skipped

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence
    from pathlib import Path

CHANGED = "it has changed since it was read"
"""What is said of a file that somebody wrote between the reading and the writing."""


@dataclass(frozen=True, slots=True)
class _Planned:
    """A file with its new bytes, and its status when they were made."""

    record: FileRecord
    data: bytes
    status: os.stat_result


def apply_edits(
    root: Path,
    edits: Iterable[Edit],
    moves: Sequence[Move] = (),
    *,
    command: str,
    journals: Path,
    whole: bool = False,
) -> Applied:
    """Write `edits`, then do `moves`; `journals` is the folder of the journal, `command` its name.

    Whoever calls holds the lock on that folder, and has called `recover` before. Files whose edits
    do not fit are refused and left alone; with `whole` one of them stops all, before anything is
    written. Paths of edits are those before the moves. Raises VaultError where nothing could be
    done, or where all that was done has been taken back.
    """
    planned, refused = _plan(root, edits)
    if whole and refused:
        first = refused[0]
        raise VaultError(
            f"{first.path} cannot be edited: {first.reason}. Nothing was changed.",
            hint="Run again when it can." if first.reason != CHANGED else "Run again.",
        )
    check_moves(root, moves)
    if not planned and not moves:
        return Applied(None, (), refused)
    made = missing_folders(root, [move.new for move in moves])
    records = tuple(plan.record for plan in planned)
    journal = new_journal(journals, command, records, tuple(moves), made)
    left = _write(root, journals, journal, planned)
    done = [plan.record for plan in planned if plan.record.path not in left]
    written = tuple(edit for record in done for edit in record.edits)
    changed = tuple(Skipped(path, CHANGED) for path in left)
    return Applied(journal.name, written, (*refused, *changed))


def check_edits(root: Path, edits: Iterable[Edit]) -> tuple[Skipped, ...]:
    """The files whose edits would be refused, and why; nothing is written."""
    return _plan(root, edits)[1]


def _plan(root: Path, edits: Iterable[Edit]) -> tuple[tuple[_Planned, ...], tuple[Skipped, ...]]:
    by_path: defaultdict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        if edit.old != edit.new:
            by_path[edit.path].append(edit)
    planned, refused = [], []
    for path, of_file in sorted(by_path.items()):
        try:
            planned.append(_planned(root, path, of_file))
        except (UnfitEditError, OSError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            refused.append(Skipped(path, reason))
    return tuple(planned), tuple(refused)


def _planned(root: Path, path: str, edits: Sequence[Edit]) -> _Planned:
    with place_of(root, path) as place:
        content = read_content(place)
    if is_read_only(content.status):
        raise UnfitEditError("it is read-only")
    ordered = in_order(edits)
    data = edited(content.data, ordered)
    before, after = content.digest, digest_of(data)
    if restored(data, ordered, after) != content.data:
        raise UnfitEditError("its edits could not be taken back")
    record = FileRecord(path, before, after, content.status.st_mtime_ns, ordered)
    return _Planned(record, data, content.status)


def _write(
    root: Path, journals: Path, journal: Journal, planned: Sequence[_Planned]
) -> tuple[str, ...]:
    """Do all that the journal says; returns the files that were left, being written meanwhile."""
    try:
        write_journal(journals, journal)
    except OSError as error:
        raise _failed(error) from error
    try:
        _write_aside(root, journal, planned)
    except BaseException as error:
        with suppress(OSError):
            remove_asides(root, journal)
            forget(journals, journal)
        if isinstance(error, OSError):
            raise _failed(error) from error
        raise
    try:
        left = _put_in_place(root, journal, planned)
        make_folders(root, journal.made)
        move_all(root, journal.moves)
        kept = tuple(record for record in journal.files if record.path not in left)
        in_state(journals, replace(journal, files=kept), "done")
        with suppress(OSError):
            drop_old_journals(journals)
    except BaseException as error:
        refused = _take_back(root, journals, journal)
        if isinstance(error, OSError):
            raise _failed(error, refused) from error
        raise
    return left


def _take_back(root: Path, journals: Path, journal: Journal) -> Sequence[Skipped]:
    try:
        return take_back(root, journals, journal).refused
    except OSError as error:
        raise VaultError(
            f"The vault could not be written: {error.strerror or error}. What was changed is in "
            f"{journals / journal.name}.",
            hint="Free some space or mend the permissions, then run kblink undo.",
        ) from error


def _failed(error: OSError, refused: Sequence[Skipped] = ()) -> VaultError:
    where = f" ({error.filename})" if error.filename else ""
    left = "".join(f" {item.path}: {item.reason}." for item in refused)
    return VaultError(
        f"The vault could not be written: {error.strerror or error}{where}. "
        f"Everything is as it was before.{left}",
        hint="Free some space or mend the permissions, then run again.",
    )


def _write_aside(root: Path, journal: Journal, planned: Sequence[_Planned]) -> None:
    for plan in planned:
        with place_of(root, plan.record.path) as place:
            name = journal.aside_name(plan.record)
            remove(beside(place, name))
            write_aside(place, name, plan.data)


def _put_in_place(root: Path, journal: Journal, planned: Sequence[_Planned]) -> tuple[str, ...]:
    left = []
    for plan in planned:
        name = journal.aside_name(plan.record)
        with place_of(root, plan.record.path) as place:
            if is_same(status_of(place), plan.status):
                replace_by(place, name)
            else:
                remove(beside(place, name))
                left.append(plan.record.path)
    _flush_folders(root, [plan.record.path for plan in planned])
    return tuple(left)


def _flush_folders(root: Path, paths: Iterable[str]) -> None:
    one_of_each = {path.rpartition("/")[0]: path for path in paths}
    for path in one_of_each.values():
        with place_of(root, path) as place:
            flush(place)


def remove_asides(root: Path, journal: Journal) -> None:
    """Remove the new texts that wait beside their files. Raises OSError."""
    for record in journal.files:
        with suppress(FileNotFoundError, NotADirectoryError), place_of(root, record.path) as place:
            remove(beside(place, journal.aside_name(record)))
