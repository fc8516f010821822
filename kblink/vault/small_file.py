"""Read a small file of settings that stands in a vault, which nobody vouches for."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from kblink.vault.inside import READ, open_inside

if TYPE_CHECKING:
    from pathlib import Path


class UnreadableFileError(Exception):
    """A file cannot be read; its text says why."""


def read_small_file(path: str, limit: int, root: str | Path | None) -> bytes:
    """Return the bytes of a regular file of at most `limit` bytes, or raise UnreadableFileError.

    It does not wait, whatever has been put at `path` since the folder was listed, and does not
    follow a symlink out of `root`. None: the user has named the file, wherever it leads.
    """
    try:
        handle = os.open(path, READ) if root is None else open_inside(root, path)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise UnreadableFileError("it is no regular file")
            data = file.read(limit + 1)
    except OSError as error:
        raise UnreadableFileError(error.strerror or "it cannot be read") from error
    if len(data) > limit:
        raise UnreadableFileError(f"it is larger than {limit // 1024} KiB")
    return data
