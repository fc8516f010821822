"""Read a file as it is to be edited: its text, and the digest of all its bytes."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from kblink.model import FileEntry
from kblink.vault.inside import open_inside
from kblink.vault.read import read_note

if TYPE_CHECKING:
    from pathlib import Path


def read_for_edit(root: Path, path: str) -> tuple[str, str] | None:
    """The text of a file without its BOM, as far as it is read, and the sha256 of its bytes.

    None for a symlink: the file that it leads to has a path of its own. Raises OSError.
    """
    if os.path.islink(root / path):  # noqa: PTH114 - as of all files
        return None
    note = read_note(root, FileEntry(path, 0, 0))
    if not note.truncated:
        return note.text, note.content_hash
    with os.fdopen(open_inside(root, root / path), "rb") as file:
        digest = hashlib.sha256()
        head = file.read(len(note.data))
        digest.update(head)
        while block := file.read(1 << 20):
            digest.update(block)
    if head != note.data:
        raise OSError(f"{path} has changed while it was read")
    return note.text, digest.hexdigest()
