"""Which program a vault is kept with, told by what it has left in the vault's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kblink.vault.inside import inside
from kblink.vault.small_file import UnreadableFileError, read_small_file

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.config import Profile

_LIMIT = 1024 * 1024


class Program(NamedTuple):
    """The profile of a program, and the file or folder that told it."""

    profile: Profile
    mark: str


def program_of(root: Path) -> Program | None:
    """The program that `root` is kept with; of several Obsidian, then foam. None for no known one.

    Of the files only the editor's settings are read, and none through a symlink out of the vault.
    """
    if (root / ".obsidian").is_dir():
        return Program("obsidian", ".obsidian/")
    if (root / ".foam").is_dir():
        return Program("foam", ".foam/")
    if _names_foam(root, ".vscode/settings.json"):
        return Program("foam", ".vscode/settings.json")
    if (root / ".marksman.toml").is_file():
        return Program("marksman", ".marksman.toml")
    return None


def _names_foam(root: Path, file: str) -> bool:
    path = root / file
    try:
        return inside(root, path) and b'"foam.' in read_small_file(str(path), _LIMIT, root)
    except UnreadableFileError:
        return False
