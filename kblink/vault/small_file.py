"""Read a small file of settings that stands in a vault, which nobody vouches for."""

from __future__ import annotations

import os
import stat


class UnreadableFileError(Exception):
    """A file cannot be read; its text says why."""


def read_small_file(path: str, limit: int) -> bytes:
    """Return the bytes of a regular file of at most `limit` bytes, or raise UnreadableFileError.

    It does not wait, whatever has been put at `path` since the folder was listed.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))  # not on Windows
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise UnreadableFileError("it is no regular file")
            data = file.read(limit + 1)
    except OSError as error:
        raise UnreadableFileError(error.strerror or "it cannot be read") from error
    if len(data) > limit:
        raise UnreadableFileError(f"it is larger than {limit // 1024} KiB")
    return data
