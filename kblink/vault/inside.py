"""Whether a path stays inside a folder, wherever its symlinks lead."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def inside(root: str | Path, path: str | Path) -> bool:
    """Whether `path`, with all symlinks resolved, is in the resolved `root`."""
    try:
        real_root = os.path.realpath(root, strict=True)
        real = os.path.realpath(path, strict=True)
    except OSError:
        return False
    return real == real_root or real.startswith(real_root.rstrip(os.sep) + os.sep)
