"""Symlinks among the files of a vault, and whether they would lead elsewhere after a move."""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path


def symlinks_astray(root: Path, files: Iterable[str], at: Callable[[str], str]) -> Iterator[str]:
    """Yield the symlinks among `files` that would not lead to their file any more once every path
    is what `at` says."""
    for path in files:
        if os.path.islink(root / path):  # noqa: PTH114 - as of all files
            target = os.readlink(root / path)  # noqa: PTH115
            before, after = _joined(root, path, target), _joined(root, at(path), target)
            expected = at(before) if before is not None else None
            if after != expected or (expected is None and at(path) != path):
                yield path


def _joined(root: Path, path: str, target: str) -> str | None:
    """Where a symlink at `path` leads, as a path from the root; None where that is outside."""
    place = posixpath.join(root.as_posix(), posixpath.dirname(path), target)
    inner = posixpath.relpath(place, root.as_posix())
    return None if inner.split("/")[0] == ".." else inner
