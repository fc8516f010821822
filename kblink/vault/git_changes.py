"""What has changed in a folder since a revision of its git repository, committed or not.

Only where a user asks for it: git runs what the repository's own settings say. What it would run
while it only looks is switched off, and it writes nothing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.errors import UsageError
from kblink.vault.git import run_git

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_DIFF = (
    *("diff", "--name-status", "-z", "--no-renames", "--relative", "--no-ext-diff"),
    *("--no-textconv", "--ignore-submodules=all"),
)
_HINT = "Name a commit, a branch or a tag; in a shallow clone fetch it first."


@dataclass(frozen=True, slots=True)
class Changes:
    """Paths from the vault's root: of files that are new or changed, and of those that are gone."""

    changed: frozenset[str]
    gone: frozenset[str]


def changes_since(root: Path, revision: str) -> Changes:
    """Return what differs from where the work on top of `revision` began.

    That is the last commit that `revision` and what is checked out have in common: what others did
    on a branch since is no change here. Raises UsageError where there is no git, no repository, or
    no such revision.
    """
    wanted = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"]
    commit = _git(root, wanted).strip()
    if not commit:
        message = f"git knows no revision {revision!r} of the folder {str(root)!r}."
        raise UsageError(message, hint=_HINT)
    base = _git(root, ["merge-base", commit, "HEAD"]).strip() or commit
    words = _git(root, [*_unfiltered(root), *_DIFF, base, "--", "."], required=True).split("\0")
    states = dict(zip(words[1::2], words[::2], strict=False))
    untracked = _git(
        root, ["ls-files", "-z", "--others", "--exclude-standard", "--", "."], required=True
    )
    gone = {path for path, state in states.items() if state == "D"}
    present = {path for path in untracked.split("\0") if path}
    return Changes(frozenset({*states} - gone | present), frozenset(gone - present))


def _unfiltered(root: Path) -> list[str]:
    """Settings by which git compares files as they are, and runs no filter to do so."""
    names = _git(root, ["config", "-z", "--name-only", "--get-regexp", r"^filter\..*\."])
    filters = {name.rpartition(".")[0] for name in names.split("\0") if name}
    off = ("clean=", "process=", "required=false")
    return [word for name in sorted(filters) for each in off for word in ("-c", f"{name}.{each}")]


def _git(root: Path, words: Sequence[str], *, required: bool = False) -> str:
    """What git says, nothing where it fails."""
    try:
        done = run_git(root, words, os.environ)
    except OSError as error:
        message = f"--changed-since cannot run git: {error.strerror}."
        raise UsageError(message, hint="Install git, or leave the option out.") from error
    if required and done.returncode:
        reason = os.fsdecode(done.stderr).strip().removeprefix("fatal: ")
        raise UsageError(f"git cannot tell what has changed: {reason}.", hint=_HINT)
    return os.fsdecode(done.stdout) if done.returncode == 0 else ""
