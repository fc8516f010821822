"""Whether a path stays inside a folder, wherever its symlinks lead."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""How files of a vault are opened: none is waited for, be it a pipe."""

_NO_SYMLINK = getattr(os, "O_NOFOLLOW", 0)
_OPEN_FILES = "/proc/self/fd"
_CAN_NAME_OPEN_FILES = os.path.isdir(_OPEN_FILES)  # noqa: PTH112 - pathlib is slow to import


def inside(root: str | Path, path: str | Path) -> bool:
    """Whether `path`, with all symlinks resolved, is in the resolved `root`."""
    try:
        real_root = os.path.realpath(root, strict=True)
        real = os.path.realpath(path, strict=True)
    except OSError:
        return False
    return _is_below(real_root, real)


def leads_out(root: str | Path, path: str | Path) -> bool:
    """Whether `path` goes through `root` and a symlink in it to what lies outside, or would."""
    real_root = os.path.realpath(root)
    path = os.path.abspath(path)  # noqa: PTH100 - the one of pathlib keeps `..`
    if _is_below(real_root, os.path.realpath(path)):
        return False
    folders = []
    while (folder := os.path.dirname(path)) != path:  # noqa: PTH120 - a string stays one
        folders.append(folder)
        path = folder
    return any(_is_below(real_root, os.path.realpath(folder)) for folder in folders)


def open_inside(root: str | Path, path: str | Path) -> int:
    """Open a file below `root` for reading; return the descriptor.

    It does not wait, whatever is there. Raises OSError where a symlink leads out, be it that a
    folder on the way was exchanged for one since the file was found.
    """
    try:
        file = os.open(path, READ | _NO_SYMLINK)
    except OSError as error:
        if error.errno not in (errno.ELOOP, errno.EMLINK) or not inside(root, path):
            raise
        file = os.open(path, READ)
    if not _is_open_inside(root, path, file):
        os.close(file)
        raise OSError(errno.ELOOP, "it leads out of the vault")
    return file


def _is_open_inside(root: str | Path, path: str | Path, file: int) -> bool:
    """Whether an open file is below `root`: where it is now, not where it was when it was found."""
    if not _CAN_NAME_OPEN_FILES:
        return inside(root, path)
    real = os.readlink(f"{_OPEN_FILES}/{file}")  # noqa: PTH115 - for every note: quick
    return _is_below(os.fspath(root), real) or _is_below(os.path.realpath(root), real)


def _is_below(root: str, path: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)
