"""Files that are whole, or as they were before, whatever happens while they are written."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kblink.durable import flush_file, flush_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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
