"""What a vault holds, to be compared."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def state(root: Path) -> dict[bytes, tuple[int, int, int, bytes]]:
    """Every file and folder of a vault but its index: mode, size, time, content."""
    found = {}
    for folder, folders, files in os.walk(os.fsencode(root)):
        folders[:] = [name for name in folders if name != b".kblink"]
        for name in (*folders, *files):
            path = os.path.join(folder, name)  # noqa: PTH118 - pathlib takes no bytes
            status = os.lstat(path)
            plain = stat.S_ISREG(status.st_mode)
            data = Path(os.fsdecode(path)).read_bytes() if plain else b""
            found[path] = (status.st_mode, status.st_size, status.st_mtime_ns, data)
    return found
