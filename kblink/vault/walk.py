"""Scan a vault's folder for files, by the rules of what belongs to it.

Folders whose name begins with a dot are no part of a vault, unless asked for. What ignore files,
the user's patterns or Obsidian's list of excluded files exclude is listed as excluded: it is not
indexed or reported on, but links may lead there. Each of the three excludes by itself: a pattern
with `!` takes back only what ignore files, or the user's other patterns, have excluded. A symlink
is followed only from a file to a file that is inside the vault too.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import adler32, crc32

from kblink.errors import VaultError
from kblink.model import NOTE_SUFFIXES, is_note
from kblink.vault.ignore_files import IgnoreRules
from kblink.vault.scan import Folder, Scan, scan_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.model import FileEntry, Skipped


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a vault, sorted by path; `excluded` are paths among them."""

    files: tuple[FileEntry, ...]
    excluded: frozenset[str]
    skipped: tuple[Skipped, ...]

    @property
    def notes(self) -> tuple[FileEntry, ...]:
        """The Markdown files that are not excluded."""
        excluded = self.excluded
        notes = (file for file in self.files if file.path.lower().endswith(NOTE_SUFFIXES))
        return tuple([file for file in notes if file.path not in excluded] if excluded else notes)

    def fingerprint(self) -> str:
        """A check sum of every path, size and time, and of what is excluded.

        Another time of one file always changes it, other names all but once in 2 ** 48.
        """
        paths, sizes, times = zip(*self.files, strict=True) if self.files else ((), (), ())
        names = "\0".join([*paths, "", *sorted(self.excluded)]).encode()
        # Of numbers, unlike of text, Python's hash is the same in every process.
        numbers = f"{len(times)} {sum(sizes)} {sum(times)} {hash((sizes, times))}"
        return f"{numbers} {crc32(names):08x}{adler32(names):08x}"

    def is_indexed(self, file: FileEntry) -> bool:
        """Whether a file of this listing is a note that is not excluded."""
        return is_note(file.path) and file.path not in self.excluded


def require_folder(root: Path) -> None:
    """Raise VaultError unless `root` is a folder."""
    if not root.is_dir():
        what = "is not a folder" if root.exists() else "does not exist"
        raise VaultError(f"The vault {root} {what}.", hint="Name a folder of Markdown notes.")


def walk(
    root: Path,
    exclude: Sequence[str] = (),
    leave_out: Path | None = None,
    *,
    hidden_folders: bool = False,
) -> Listing:
    """List the files under `root`; `exclude` are gitignore-style patterns of the user's.

    `leave_out` is a folder that is no part of the vault: an index that was put inside it.
    `hidden_folders`: folders whose name begins with a dot are walked too, but those of git,
    Obsidian and kblink itself.
    Raises VaultError where the root is missing, no folder, or unreadable. A folder below it that
    cannot be read is passed over and named in `skipped`, as are settings that cannot be heeded.
    """
    require_folder(root)
    scan = Scan(
        root=os.fspath(root),
        own=_own_rules(exclude),
        leave_out=_path_below(root, leave_out),
        hidden_folders=hidden_folders,
    )
    folders = [Folder("", "", (), ignored=False)]
    while folders:
        folders.extend(scan_folder(scan, folders.pop()))
    scan.files.sort(key=itemgetter(0))
    excluded: frozenset[str] | set[str] = frozenset()
    if os.path.lexists(os.path.join(scan.root, ".obsidian")):  # noqa: PTH118 - a string of scan's
        from kblink.vault.obsidian_excluded import excluded_by_obsidian

        excluded = excluded_by_obsidian(scan.root, [file.path for file in scan.files], scan.skip)
    return Listing(
        files=tuple(scan.files),
        excluded=frozenset(scan.excluded | excluded),
        skipped=tuple(sorted(scan.skipped, key=attrgetter("path"))),
    )


def _own_rules(exclude: Sequence[str]) -> tuple[IgnoreRules, ...]:
    if not exclude:
        return ()
    from kblink.vault.ignore_patterns import read_patterns

    patterns = read_patterns(exclude)
    return (IgnoreRules(0, patterns),) if patterns else ()


def _path_below(root: Path, folder: Path | None) -> str | None:
    if folder is None:
        return None
    real_root, real = Path(os.path.realpath(root)), Path(os.path.realpath(folder))
    return real.relative_to(real_root).as_posix() if real.is_relative_to(real_root) else None
