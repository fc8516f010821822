"""Write a file that must not be there yet: whole or not at all, and over nothing."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from kblink.durable import flush_folder


def write_new_file(path: Path, text: str) -> None:
    """Write `text` as UTF-8 to `path`. Raises FileExistsError where anything is there, a dangling
    symlink too, and OSError where it cannot be written; then nothing is left behind."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(handle)
        temporary.chmod(0o666 & ~_umask())
        _move(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    with suppress(OSError):  # a folder cannot be opened everywhere
        flush_folder(path.parent)


def _move(temporary: Path, path: Path) -> None:
    try:
        path.hardlink_to(temporary)  # unlike a rename it fails where something is there
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        temporary.rename(path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
