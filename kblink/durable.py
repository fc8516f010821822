"""What was written survives a power loss, and is known again."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def flush_file(file: Path) -> None:
    """Make what a file holds survive a power loss. Raises OSError."""
    _flush(file)


def flush_folder(folder: Path) -> None:
    """Make renames and new names in a folder survive a power loss. Raises OSError."""
    if os.name != "nt":  # Windows opens no folders; NTFS keeps its own journal of names
        _flush(folder)


@contextmanager
def replaced(file: Path) -> Iterator[Path]:
    """Give the name of a temporary file beside `file`, which takes its place when all went well.

    Raises OSError; the temporary file is removed then.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}-{os.getpid()}")
    try:
        yield temporary
        flush_file(temporary)
        temporary.replace(file)
        flush_folder(file.parent)
    finally:
        temporary.unlink(missing_ok=True)


def digest_file(file: Path) -> str:
    """Return the sha256 of a file in hexadecimal; it is read as a stream. Raises OSError."""
    import hashlib  # not where files are only flushed: it loads OpenSSL

    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
