"""Removing what no generation names: older vector files and what a killed run left behind."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from kblink.store.generation import VECTOR_FILE

if TYPE_CHECKING:
    from pathlib import Path

_VECTORS = re.compile(rf"{VECTOR_FILE.pattern}(\.tmp)?")


def sweep(folder: Path, keep: str | None) -> None:
    """Delete all vector files in `folder` but the one named `keep`; the caller holds the lock.

    Readers of an older generation keep what they have mapped, and build the rest from the cache.
    """
    for path in folder.iterdir():
        if _VECTORS.fullmatch(path.name) and path.name != keep:
            # Where a file is still open Windows does not delete it; the next run will.
            with suppress(OSError):
                path.unlink()
