"""The ignore files of a vault's folders, and what they exclude together.

`.gitignore` and `.kblinkignore` may stand in any folder and count from there. The nearest file that
speaks of a path decides, as with git; in one folder `.kblinkignore` goes before `.gitignore`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kblink.model import Skipped
from kblink.vault.small_file import UnreadableFileError, read_small_file

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence

    from kblink.vault.ignore_patterns import IgnorePatterns

IGNORE_FILES = (".kblinkignore", ".gitignore")
"""Names of ignore files, the one that has the last word first."""

_LIMIT = 32 * 1024
"""Bytes of an ignore file; a person's has a few hundred lines at most."""


class IgnoreRules(NamedTuple):
    """The patterns of one ignore file; the first `start` characters of a path in NFC are the folder
    that they count from."""

    start: int
    patterns: IgnorePatterns


def read_ignore_files(
    root: str,
    folder: str,
    start: int,
    entries: Sequence[os.DirEntry[str]],
    skip: Callable[[Skipped], None],
) -> Iterator[IgnoreRules]:
    """Yield the rules of the ignore files among `entries` of a folder of `root`, strongest first.

    `folder` ends in a slash or is empty; `start` is its length in NFC. As with git, a symlink is no
    ignore file. One that cannot be read is handed to `skip`.
    """
    found = {entry.name: entry for entry in entries if entry.is_file(follow_symlinks=False)}
    for name in IGNORE_FILES:
        if name in found:
            try:
                data = read_small_file(found[name].path, _LIMIT, root)
            except UnreadableFileError as error:
                skip(Skipped(folder + name, f"its patterns are not heeded: {error}"))
                continue
            from kblink.vault.ignore_patterns import read_patterns

            lines = data.decode("utf-8-sig", "replace").split("\n")
            yield IgnoreRules(start, read_patterns(lines))


def excludes(rules: Sequence[IgnoreRules], path: str, name: str, *, is_folder: bool) -> bool:
    """Whether rules, nearest first, exclude a file or folder.

    `path` is in NFC and without a slash at its end, `name` its last part.
    """
    for start, patterns in rules:
        matcher = patterns.folders if is_folder else patterns.files
        verdict = matcher.verdict(path, start, name)
        if verdict is not None:
            return verdict
    return False
