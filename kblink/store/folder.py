"""The index folder: its file names, its making, and the refusal of symlinks in it."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, BinaryIO

from kblink.durable import flush_folder
from kblink.errors import CatalogueError, UnwritableIndexError

if TYPE_CHECKING:
    from pathlib import Path

DATABASE = "catalogue.db"
WAL = "catalogue.db-wal"
SHM = "catalogue.db-shm"
JOURNAL = "catalogue.db-journal"
LOCK = "write.lock"
HOLDER = "write.lock.pid"
_GITIGNORE = ".gitignore"
_OURS = (DATABASE, WAL, SHM, JOURNAL, LOCK, HOLDER, _GITIGNORE)

# Feedback is the user's own word and is worth committing; all else can be made again.
_IGNORED = "# Made by kblink.\n*\n!feedback.jsonl\n"


def holds_catalogue(folder: Path) -> bool:
    """Whether something stands where the catalogue would be; it may be damaged."""
    return (folder / DATABASE).exists() or (folder / DATABASE).is_symlink()


def refuse_symlinks(folder: Path) -> None:
    """Raise CatalogueError where the folder or one of our files in it is a symlink.

    A vault is not trusted: a symlink in it could lead a write anywhere.
    """
    vectors = folder.glob("vectors-*") if folder.is_dir() else ()
    for path in (folder, *(folder / name for name in _OURS), *vectors):
        if path.is_symlink():
            raise CatalogueError(
                f"{path} is a symbolic link; the index is not used through one.",
                hint="Remove the link, or name another folder with --index-dir.",
            )


def ensure_folder(folder: Path) -> None:
    """Make the folder with its `.gitignore`. Raises UnwritableIndexError where it cannot."""
    refuse_symlinks(folder)
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            flush_folder(folder.parent)
        if not (folder / _GITIGNORE).exists():
            (folder / _GITIGNORE).write_text(_IGNORED, encoding="utf-8")
    except OSError as error:
        raise not_writable(folder, error) from error


def may_write(folder: Path) -> bool:
    """Whether this process may make files in `folder`."""
    return os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading; raises OSError for what is none, and waits for nothing."""
    file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError(errno.EINVAL, "no regular file")
    return os.fdopen(file, "rb")


def size_of(path: Path) -> int:
    """Return the bytes of a file; 0 where there is none (any more)."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def not_writable(folder: Path, error: Exception) -> UnwritableIndexError:
    """Put an error of the file system into words."""
    reason = getattr(error, "strerror", None) or str(error)
    return UnwritableIndexError(
        f"The index in {folder} cannot be opened or written: {reason}.",
        hint="Free some space or mend its permissions, or put the index elsewhere: --index-dir.",
    )
