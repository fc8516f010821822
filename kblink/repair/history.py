"""What git remembers of a vault: where files went, and how headings were reworded.

Git is called twice at the most, whatever the number of links: once for all renames, once for the
notes whose headings are asked for. Nothing of the repository is trusted: no hook, no helper and no
program that its settings name is run, and nothing is fetched.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kblink.vault.git import run_git

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_SETTINGS = ("-c", "log.showSignature=false", "-c", "diff.renameLimit=2000")
_LOG = (
    *("log", "--no-ext-diff", "--no-textconv", "--no-color", "--no-decorate", "--no-notes"),
    "--submodule=short",
)
_SAFE = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_LITERAL_PATHSPECS": "1",
}
_PATIENCE = 60
"""Seconds: a history that takes longer is done without."""
_LONGEST = 256 * 1024 * 1024
_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*\r?")
_MOST_ASKED = 500
"""Notes whose headings are asked for: a command line holds so many paths."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """Where a file is that had another path, and by which steps likeness was kept, in [0, 1]."""

    path: str
    likeness: float


@dataclass(frozen=True, slots=True)
class History:
    """`renamed`: by former path; `former`: the former paths of a file, the latest first; `gone`:
    paths that files had once which are deleted now."""

    renamed: Mapping[str, Renamed] = field(default_factory=dict)
    former: Mapping[str, Sequence[str]] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()


NO_HISTORY = History()


def read_history(root: Path, files: Iterable[str]) -> History:
    """What became of files that the vault had once; `files` are the paths that it has now.

    Empty where the vault is in no repository, where there is no git, or where it takes too long.
    """
    words = ("--diff-filter=RD", "--name-status", "-M", "-z", "--format=", "--relative", "--", ".")
    output = _output(root, (*_LOG, "--reverse", *words))
    return history_of(_changes(output), files)


def history_of(changes: Iterable[tuple[str, str, float]], files: Iterable[str]) -> History:
    """Follow changes, the oldest first, to the files of now.

    A change is old path, new path (empty where the file was deleted) and likeness.
    """
    present = {*files}
    now: dict[str, Renamed] = {}
    origins: dict[str, list[str]] = {}
    for old, new, likeness in changes:
        moved = origins.pop(old, [])
        for each in (*moved, old):
            before = now[each].likeness if each in moved else 1.0
            now[each] = Renamed(new, min(before, likeness))
        origins.setdefault(new, []).extend((*moved, old))
    known = {
        old: found
        for old, found in now.items()
        if found.path in present and old not in present and old != found.path
    }
    former: dict[str, list[str]] = {}
    for old in reversed(known):
        former.setdefault(known[old].path, []).append(old)
    return History(known, former, frozenset(now.keys() - known.keys() - present))


def read_headings(
    root: Path, notes: Sequence[str], history: History = NO_HISTORY
) -> dict[str, dict[str, str]]:
    """For each of `notes` how its headings were reworded: what each was, and what it became.

    A heading became another where a commit put one in the place of the other.
    """
    paths = {path: note for note in notes for path in (note, *history.former.get(note, ()))}
    if not paths or len(paths) > _MOST_ASKED:
        return {}
    words = ("-p", "-U0", "--format=", "--relative", "--no-prefix", "-M", "--diff-filter=MR", "-w")
    output = _output(root, (*_LOG, "--reverse", *words, "--", *paths))
    found: dict[str, dict[str, str]] = {}
    for path, old, new in _rewordings(output.decode("utf-8", "replace")):
        if (note := paths.get(path)) is None:
            continue
        known = found.setdefault(note, {})
        for earlier, became in known.items():
            if became == old:
                known[earlier] = new
        known[old] = new
    return found


def _output(root: Path, words: Sequence[str]) -> bytes:
    """What git says; nothing where it fails, takes too long or says too much."""
    settings = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    try:
        done = run_git(root, (*_SETTINGS, *words), settings | _SAFE, timeout=_PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return b""
    is_good = done.returncode == 0 and len(done.stdout) <= _LONGEST
    return done.stdout if is_good else b""


def _changes(output: bytes) -> Iterator[tuple[str, str, float]]:
    """The renames and deletions in the output of `--name-status -z`."""
    fields = iter(output.decode("utf-8", "surrogateescape").split("\0"))
    for status in fields:
        kind = status.strip()
        if kind.startswith("R"):
            old, new = next(fields, ""), next(fields, "")
            if old and new:
                yield old, new, int(kind[1:] or 100) / 100
        elif kind == "D" and (old := next(fields, "")):
            yield old, "", 1.0


def _rewordings(output: str) -> Iterator[tuple[str, str, str]]:
    """Path, old text and new text of each heading that a commit replaced by another."""
    path = ""
    gone: list[str] = []
    come: list[str] = []
    for line in (*output.split("\n"), "@@"):
        if line.startswith(("@@", "diff --git ")):
            if len(gone) == len(come):
                yield from ((path, old, new) for old, new in zip(gone, come, strict=True))
            gone, come = [], []
        elif line.startswith("+++ "):
            path = line[4:].rstrip("\t\r")
        elif line.startswith("--- "):
            continue
        elif line.startswith(("-", "+")) and (heading := _HEADING.fullmatch(line[1:])):
            (gone if line[0] == "-" else come).append(heading[1])
