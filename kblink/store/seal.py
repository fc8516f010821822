"""Whether the files of a catalogue are, byte for byte, as a finished writer left them.

SQLite believes what its pages say, and rows that lie would make a `check` say what is not so. A
digest beside the database tells of files that anything else has written to. It is no signature: who
means to deceive can write both (`origin.py` is about that).
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Literal, TypeAlias

from kblink.errors import CatalogueError
from kblink.store.database import damaged
from kblink.store.folder import DATABASE, SEAL, WAL, not_writable, open_regular

if TYPE_CHECKING:
    import os
    from pathlib import Path

Seal: TypeAlias = Literal["whole", "broken", "absent"]
_DIGITS = 64
_LONGEST = 1024


def write_seal(folder: Path) -> None:
    """Write down what the files are; the caller holds the write lock and has closed them.

    Where that fails the seal is absent, which costs time and loses nothing.
    """
    with suppress(OSError):
        text = f"{_digest(folder)}\n{fingerprint(folder)}"
        (folder / SEAL).write_text(text, encoding="ascii")


def break_seal(folder: Path) -> None:
    """Say that the files are being written; a writer that is killed leaves them so.

    Raises UnwritableIndexError.
    """
    try:
        (folder / SEAL).unlink(missing_ok=True)
    except OSError as error:
        raise not_writable(folder, error) from error


def read_seal(folder: Path) -> Seal:
    """Tell whether the files are as they were when they were sealed; reads all of them.

    Not while this process has the database open, unless that is of no more use: closing any handle
    of a file gives back the locks that the process has on it.
    """
    try:
        written = _written(folder)
        if written == _digest(folder):
            return "whole"
        # A writer breaks the seal before all else: one that came meanwhile is seen by that.
        return "broken" if written == _written(folder) else "absent"
    except FileNotFoundError:
        return "absent"
    except OSError:
        return "broken"


def looks_whole(folder: Path) -> bool:
    """Whether size and time of the files are those that they were sealed with; reads neither."""
    try:
        with open_regular(folder / SEAL) as file:
            written = file.read(_LONGEST).decode("ascii", "replace")
    except OSError:
        return False
    return written.partition("\n")[2] == str(fingerprint(folder))


def fingerprint(folder: Path) -> list[tuple[int, int, int]]:
    """What tells, without reading them, that the files have been written to; an empty log is as
    good as none."""
    found = (_status(folder / name) for name in (DATABASE, WAL))
    return [(one.st_ino, one.st_size, one.st_mtime_ns) for one in found if one and one.st_size]


def require_whole(folder: Path, seal: Seal, cause: Exception | None = None) -> None:
    """Raise CatalogueError, from `cause`, unless the files are as they were sealed."""
    if seal == "absent":
        raise CatalogueError(
            f"The index in {folder} is unfinished: a run was stopped, or one is at work.",
            hint="Run `kblink index`.",
        ) from cause
    refuse_broken(folder, seal, cause)


def refuse_broken(folder: Path, seal: Seal, cause: Exception | None = None) -> None:
    """Raise UnusableError, from `cause`, where something has changed the files since."""
    if seal == "broken":
        raise damaged(folder, "something else has written to it") from cause


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _written(folder: Path) -> str:
    with open_regular(folder / SEAL) as file:
        return file.read(_DIGITS).decode("ascii", "replace")


def _digest(folder: Path) -> str:
    """The sha256 of the database and its log, in hexadecimal."""
    import hashlib

    digest = hashlib.sha256()
    for name in (DATABASE, WAL):
        with suppress(FileNotFoundError), open_regular(folder / name) as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
    return digest.hexdigest()
