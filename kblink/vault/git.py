"""Git asked about a vault that may be anybody's: it looks and writes nothing.

It runs no hook, monitor or pager that the repository names, and no program that came with the notes
is taken for git.
"""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING

from kblink.vault.inside import inside

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from subprocess import CompletedProcess

_SETTINGS = (
    *("--no-pager", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.quotePath=false"),
)
_ENVIRONMENT = {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}


def run_git(
    root: Path,
    words: Sequence[str],
    environment: Mapping[str, str],
    *,
    timeout: float | None = None,
) -> CompletedProcess[bytes]:
    """Run git in the folder `root`; what is no option in `words` stands behind a `--` there.

    Raises OSError where there is no git or it cannot be run, and TimeoutExpired after `timeout`
    seconds.
    """
    import subprocess  # not at every start: it takes some milliseconds

    git = shutil.which("git")
    if git is None or inside(root, git):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "git")
    return subprocess.run(  # noqa: S603 - no shell, and words as said above
        (git, *_SETTINGS, *words),
        cwd=root,
        env={**environment, **_ENVIRONMENT},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=timeout,
        check=False,
    )
