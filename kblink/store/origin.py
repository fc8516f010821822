"""Whether an index was made by its user: one that came with a cloned vault may say anything."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kblink.store.database import ForeignError
from kblink.store.folder import DATABASE, holds_catalogue, refuse_symlinks
from kblink.store.git_index import tracked_files

if TYPE_CHECKING:
    from pathlib import Path

_BELIEVED = (DATABASE, "vectors-")
"""How the names of files begin that an answer may come from: database, logs, vectors."""


def require_own(folder: Path) -> None:
    """Raise ForeignError where another user owns what the index consists of, or git brought it.

    What git tracks and was written since is the user's own. Raises CatalogueError for symlinks too.
    """
    refuse_symlinks(folder)
    if not holds_catalogue(folder):
        return
    files = [path for path in folder.iterdir() if path.name.lower().startswith(_BELIEVED)]
    if any(_is_of_another_user(path) for path in files):
        raise _foreign(folder, "belongs to another user")
    if _was_checked_out(folder, files):
        raise _foreign(folder, "came with the repository (git tracks it)")


def foreign_files(folder: Path, beginning: str) -> frozenset[str]:
    """The names of files in an index folder that begin so and are not the user's own: another user
    owns them, or git brought them."""
    if not folder.is_dir():
        return frozenset()
    files = [path for path in folder.iterdir() if path.name.startswith(beginning)]
    return frozenset(
        file.name
        for file in files
        if file.is_symlink() or _is_of_another_user(file) or _was_checked_out(folder, [file])
    )


def _foreign(folder: Path, what: str) -> ForeignError:
    return ForeignError(
        f"The index in {folder} {what}, so it is not opened.",
        hint="Run `kblink index` to make it anew, or name it with --index-dir to trust it.",
    )


def _is_of_another_user(file: Path) -> bool:
    return hasattr(os, "geteuid") and file.lstat().st_uid != os.geteuid()


def _was_checked_out(folder: Path, files: list[Path]) -> bool:
    states = {os.fsencode(file.name).lower(): file.lstat() for file in files}
    return any(
        entry.path in states and entry.is_unchanged(states[entry.path])
        for entry in tracked_files(folder)
    )
