"""Take back what a journal says was done: names first, then texts, file by file.

A text is restored where the file is byte for byte as the run left it; where it has changed since,
its own name comes back, its text stays, and the file is told as refused. Where a name cannot come
back, nothing is touched. What is back already stays: a run that was stopped anywhere, or an undo
that was, is taken back in the same way.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.edits.edit import UnfitEditError, restored
from kblink.edits.journal import FileRecord, Journal, in_state, last_journal, unfinished_journal
from kblink.edits.move_files import move_all_back, remove_folders, unmovable
from kblink.edits.place import (
    beside,
    flush,
    is_same,
    place_of,
    read_content,
    remove,
    replace_by,
    status_of,
    write_aside,
)
from kblink.errors import UsageError
from kblink.model import Skipped

if TYPE_CHECKING:
    import os
    from collections.abc import Collection
    from pathlib import Path

_OF_THE_SYSTEM = frozenset(
    getattr(errno, name, None)
    for name in ("ENOSPC", "EDQUOT", "EIO", "EACCES", "EROFS", "EMFILE", "ENFILE", "ENOMEM")
)
"""Errors that may pass; all others say something of the file, and will next time."""
CHANGED = "it has changed since; its text was left as it is"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What was taken back of a run: paths that are as they were, and files that were left alone."""

    journal: Journal
    restored: tuple[str, ...]
    refused: tuple[Skipped, ...]


def undo_last(root: Path, journals: Path, foreign: Collection[str] = ()) -> TakenBack:
    """Take back the last run that is not undone, one that was stopped too.

    Whoever calls holds the lock on `journals`; those with names in `foreign` came with the vault
    and are not believed. Raises UsageError where there is none, OSError where
    the vault cannot be written: then the next command goes on.
    """
    journal = last_journal(journals, foreign)
    if journal is None:
        raise UsageError("There is nothing to undo.")
    return take_back(root, journals, journal)


def recover(root: Path, journals: Path, foreign: Collection[str] = ()) -> TakenBack | None:
    """Take back the run that was stopped before it was done, if there is one. Raises OSError."""
    journal = unfinished_journal(journals, foreign)
    return None if journal is None else take_back(root, journals, journal)


def take_back(root: Path, journals: Path, journal: Journal) -> TakenBack:
    """Take back what `journal` says. Raises OSError."""
    was_begun = journal.state == "begun"
    hindered = unmovable(root, journal.moves)
    if hindered:
        if was_begun:  # else no later command could write anything
            in_state(journals, journal, "undone")
        return TakenBack(journal, (), hindered)
    if not was_begun:
        in_state(journals, journal, "begun")
    move_all_back(root, journal.moves)
    remove_folders(root, journal.made)
    back, refused = [move.old for move in journal.moves], []
    for record in journal.files:
        reason = _restore(root, journal, record)
        if reason is None:
            back.append(record.path)
        else:
            refused.append(Skipped(record.path, reason))
    in_state(journals, journal, "undone")
    return TakenBack(journal, tuple(dict.fromkeys(back)), tuple(refused))


def _restore(root: Path, journal: Journal, record: FileRecord) -> str | None:
    """Give a file its old text back; the reason where it is left as it is. Raises OSError."""
    try:
        with place_of(root, record.path) as place:
            remove(beside(place, journal.aside_name(record)))
            content = read_content(place)
    except OSError as error:
        if error.errno in _OF_THE_SYSTEM:
            raise
        is_gone = error.errno in (errno.ENOENT, errno.ENOTDIR)
        return "it is not there any more" if is_gone else error.strerror or str(error)
    if content.digest == record.before:
        return None
    if content.digest != record.after:
        return CHANGED
    try:
        old = restored(content.data, record.edits, record.after)
    except UnfitEditError as error:  # a journal that says what cannot be
        return str(error)
    return _put_back(root, journal.aside_name(record), record, content.status, old)


def _put_back(
    root: Path, aside: str, record: FileRecord, status: os.stat_result, old: bytes
) -> str | None:
    with place_of(root, record.path) as place:
        write_aside(place, aside, old, record.mtime_ns)
        if not is_same(status_of(place), status):
            remove(beside(place, aside))
            return CHANGED
        replace_by(place, aside)
        flush(place)
    return None
