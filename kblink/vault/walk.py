"""Scan a vault's folder for files, by the rules of what belongs to it.

Folders whose name begins with a dot are no part of a vault. What `.gitignore` or the user's
patterns exclude is listed as excluded: it is not indexed or reported on, but links may lead there.
A symlink is followed only from a file to a file that is inside the vault too.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pathspec import GitIgnoreSpec

from kblink.errors import VaultError
from kblink.model import NOTE_SUFFIXES, FileEntry, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a vault, sorted by path; `excluded` are paths among them."""

    files: tuple[FileEntry, ...]
    excluded: frozenset[str]
    skipped: tuple[Skipped, ...]

    @property
    def notes(self) -> tuple[FileEntry, ...]:
        """The Markdown files that are not excluded."""
        return tuple(file for file in self.files if self.is_indexed(file))

    def is_indexed(self, file: FileEntry) -> bool:
        """Whether a file of this listing is a note that is not excluded."""
        return is_note(file.path) and file.path not in self.excluded


@dataclass(frozen=True, slots=True)
class _IgnoreRules:
    """The patterns of one ignore file, with the folder (`a/b/`, or empty) that they count from."""

    folder: str
    patterns: GitIgnoreSpec


def is_note(path: str) -> bool:
    """Whether a path is one of a Markdown file."""
    return path.lower().endswith(NOTE_SUFFIXES)


def inside(root: Path, path: Path) -> bool:
    """Whether `path`, with all symlinks resolved, is in the resolved `root`."""
    try:
        return path.resolve(strict=True).is_relative_to(root.resolve(strict=True))
    except (OSError, RuntimeError):
        return False


def require_folder(root: Path) -> None:
    """Raise VaultError unless `root` is a folder."""
    if not root.is_dir():
        what = "is not a folder" if root.exists() else "does not exist"
        raise VaultError(f"The vault {root} {what}.", hint="Name a folder of Markdown notes.")


def walk(root: Path, exclude: Sequence[str] = (), leave_out: Path | None = None) -> Listing:
    """List the files under `root`; `exclude` are gitignore-style patterns of the user's.

    `leave_out` is a folder that is no part of the vault: an index that was put inside it.
    Raises VaultError where the root is missing, no folder, or unreadable. A folder below it that
    cannot be read is passed over and named in `skipped`.
    """
    require_folder(root)
    files: list[FileEntry] = []
    excluded: set[str] = set()
    skipped: list[Skipped] = []
    own = _IgnoreRules("", GitIgnoreSpec.from_lines(exclude))
    _scan(root, "", (own,), _Collected(files, excluded, skipped, leave_out))
    return Listing(
        tuple(sorted(files, key=lambda file: file.path)), frozenset(excluded), tuple(skipped)
    )


@dataclass(frozen=True, slots=True)
class _Collected:
    files: list[FileEntry]
    excluded: set[str]
    skipped: list[Skipped]
    leave_out: Path | None


def _scan(
    root: Path,
    folder: str,
    rules: tuple[_IgnoreRules, ...],
    into: _Collected,
    *,
    ignored: bool = False,
) -> None:
    try:
        entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except OSError as error:
        if not folder:
            raise VaultError(
                f"The vault {root} cannot be read: {error.strerror}.", hint="Check its permissions."
            ) from error
        into.skipped.append(Skipped(folder.rstrip("/"), f"folder not read: {error.strerror}"))
        return
    rules = (*rules, *_read_ignore_file(root, folder, entries))
    for entry in entries:
        path = folder + entry.name
        if _is_folder(entry):
            if not entry.name.startswith(".") and root / path != into.leave_out:
                below = ignored or _matches(rules, path + "/")
                _scan(root, path + "/", rules, into, ignored=below)
            continue
        file = _file_entry(root, path, entry, into.skipped)
        if file is not None:
            into.files.append(file)
            if ignored or _matches(rules, path):
                into.excluded.add(path)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False)


def _file_entry(
    root: Path, path: str, entry: os.DirEntry[str], skipped: list[Skipped]
) -> FileEntry | None:
    if entry.name.startswith("."):
        return None
    if not _printable(path):
        skipped.append(Skipped(_escaped(path), "the file's name is not UTF-8"))
        return None
    try:
        if entry.is_symlink() and not inside(root, root / path):
            return None
        status = entry.stat()
    except OSError:
        return None  # gone since the folder was listed, or a dangling symlink
    if not stat.S_ISREG(status.st_mode):
        return None
    return FileEntry(path, status.st_size, status.st_mtime_ns)


def _printable(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _escaped(path: str) -> str:
    return path.encode(errors="surrogateescape").decode(errors="backslashreplace")


def _read_ignore_file(
    root: Path, folder: str, entries: Sequence[os.DirEntry[str]]
) -> Iterator[_IgnoreRules]:
    for entry in entries:
        if entry.name == ".gitignore" and entry.is_file(follow_symlinks=False):
            try:
                lines = (root / folder / entry.name).read_text("utf-8", "replace").splitlines()
                yield _IgnoreRules(folder, GitIgnoreSpec.from_lines(lines))
            except (OSError, ValueError):
                continue  # unreadable, or no pattern that git would take either


def _matches(rules: Sequence[_IgnoreRules], path: str) -> bool:
    """Whether the nearest ignore file that speaks of `path` excludes it, as git decides."""
    for rule in reversed(rules):
        verdict = rule.patterns.check_file(path.removeprefix(rule.folder)).include
        if verdict is not None:
            return verdict
    return False
