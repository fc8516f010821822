"""Scan one folder of a vault: its files, which of them are excluded, and the folders to go on with.

It runs for every file at every command, hence on names as strings, with one `stat` a file.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from kblink.errors import VaultError
from kblink.model import FileEntry, Skipped
from kblink.vault.ignore_files import IgnoreRules, excludes, read_ignore_files
from kblink.vault.inside import inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_NEVER_WALKED = frozenset({".git", ".kblink", ".trash", ".obsidian"})
"""Folders in which programs keep what is theirs, in lower case."""


@dataclass(slots=True)
class Scan:
    """What is asked for, and what was found so far; `own` are the user's patterns, `leave_out` is a
    path from the root."""

    root: str
    own: tuple[IgnoreRules, ...]
    leave_out: str | None
    hidden_folders: bool
    files: list[FileEntry] = field(default_factory=list)
    excluded: set[str] = field(default_factory=set)
    skipped: list[Skipped] = field(default_factory=list)

    def skip(self, item: Skipped) -> None:
        """Keep what is passed over, and why."""
        self.skipped.append(item)


class Folder(NamedTuple):
    """A folder to scan: its path with a slash at the end (empty for the root), the same in NFC, the
    ignore files above it, nearest first, and whether it is excluded with all that is below it."""

    path: str
    plain_path: str
    rules: tuple[IgnoreRules, ...]
    ignored: bool


def scan_folder(scan: Scan, folder: Folder) -> Iterator[Folder]:
    """Take in the files of a folder and yield the folders that are in it."""
    files: list[str] = []
    folders: list[str] = []
    hidden: list[os.DirEntry[str]] = []
    for entry in _entries(scan, folder.path):
        name = entry.name
        try:
            if entry.is_dir(follow_symlinks=False):
                folders.append(name)
            elif name[0] == ".":
                hidden.append(entry)
            elif _take_file(scan, folder.path, name, entry):
                files.append(name)
        except OSError:
            continue  # gone since the folder was listed, or a dangling symlink
    rules = folder.rules
    if hidden and not folder.ignored:
        start = len(folder.plain_path)
        own = read_ignore_files(scan.root, folder.path, start, hidden, scan.skip)
        rules = (*own, *rules)
    scan.excluded.update(_excluded_files(scan, rules, folder, files))
    for name in folders:
        if _is_walked(scan, folder.path, name):
            plain = _plain(name)
            ignored = folder.ignored or _excludes(
                scan, rules, folder.plain_path, plain, is_folder=True
            )
            yield Folder(f"{folder.path}{name}/", f"{folder.plain_path}{plain}/", rules, ignored)


def _entries(scan: Scan, folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(f"{scan.root}/{folder}") as entries:
            return list(entries)
    except OSError as error:
        if not folder:
            raise VaultError(
                f"The vault {scan.root} cannot be read: {error.strerror}.",
                hint="Check its permissions.",
            ) from error
        scan.skip(Skipped(folder.rstrip("/"), f"folder not read: {error.strerror}"))
        return []


def _excluded_files(
    scan: Scan, rules: Sequence[IgnoreRules], folder: Folder, names: Iterable[str]
) -> Iterator[str]:
    if folder.ignored:
        yield from (folder.path + name for name in names)
    elif rules or scan.own:
        for name in names:
            if _excludes(scan, rules, folder.plain_path, _plain(name), is_folder=False):
                yield folder.path + name


def _excludes(
    scan: Scan, rules: Sequence[IgnoreRules], folder: str, name: str, *, is_folder: bool
) -> bool:
    path = folder + name
    return excludes(rules, path, name, is_folder=is_folder) or excludes(
        scan.own, path, name, is_folder=is_folder
    )


def _plain(name: str) -> str:
    return name if name.isascii() else normalize("NFC", name)


def _is_walked(scan: Scan, folder: str, name: str) -> bool:
    if name[0] == "." and (not scan.hidden_folders or name.lower() in _NEVER_WALKED):
        return False
    if scan.leave_out == folder + name:
        return False
    return _is_utf8(scan, folder, name, "folder")


def _is_utf8(scan: Scan, folder: str, name: str, what: str) -> bool:
    if name.isascii():
        return True
    try:
        name.encode()
    except UnicodeEncodeError:
        path = os.fsencode(folder + name).decode(errors="backslashreplace")
        scan.skip(Skipped(path, f"the {what}'s name is not UTF-8"))
        return False
    return True


def _take_file(scan: Scan, folder: str, name: str, entry: os.DirEntry[str]) -> bool:
    """Take in a regular file, or a symlink to one in the vault; tells whether it is one."""
    if not entry.is_file(follow_symlinks=False) and not (
        entry.is_file() and inside(scan.root, entry.path)
    ):
        return False
    if not (name.isascii() or _is_utf8(scan, folder, name, "file")):
        return False
    status = entry.stat()
    scan.files.append(FileEntry(folder + name, status.st_size, status.st_mtime_ns))
    return True
