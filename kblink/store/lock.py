"""One writer at a time: a file lock on the index folder, with the holder's process id beside it."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from kblink.errors import LockedError
from kblink.store.folder import HOLDER, LOCK, ensure_folder, not_writable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def write_lock(folder: Path) -> Iterator[None]:
    """Hold the write lock of the index in `folder`, which is made where it is missing.

    Does not wait. The thread that holds it may take it again, so that `open_writer`, which takes
    it too, can stand inside. Raises LockedError, naming the holder's pid, where another process or
    thread holds it, and CatalogueError where the folder cannot be written.
    """
    import filelock

    ensure_folder(folder)
    lock = filelock.FileLock(folder.resolve() / LOCK, is_singleton=True)
    outermost = not lock.is_locked
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout as error:
        raise _held(folder) from error
    except (OSError, NotImplementedError) as error:
        raise not_writable(folder, error) from error
    try:
        if outermost:
            _sign(folder)
        yield
    finally:
        if outermost:
            _unsign(folder)
        lock.release()


# Only the words of a message depend on the holder's file: a full disk must not stop a run here.
def _sign(folder: Path) -> None:
    with suppress(OSError):
        (folder / HOLDER).write_text(str(os.getpid()), encoding="ascii")


def _unsign(folder: Path) -> None:
    with suppress(OSError):
        (folder / HOLDER).unlink()


def _held(folder: Path) -> LockedError:
    try:
        pid = str(int((folder / HOLDER).read_text(encoding="ascii")))
    except (OSError, ValueError):
        pid = "unknown"
    return LockedError(
        f"Another kblink (process {pid}) is writing to the index in {folder}.",
        hint="Wait until it has ended, then run again.",
    )
