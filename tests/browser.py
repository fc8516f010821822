"""Debian's chromium without a screen; tests that need it skip where it is not."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

_MESSAGE = re.compile(r"CONSOLE[:(\d).]*\]? ?\"(.*?)\", source", re.DOTALL)


def open_page(file: Path) -> tuple[str, list[str]]:
    """Return the document of a page as it is once it has loaded, and what its console said.

    No name is resolved, so that nothing can be reached. Skips where there is no chromium.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium; scripts/install_test_tools.sh installs it on Debian")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        done = subprocess.run(
            [
                program,
                *("--headless", "--disable-gpu", "--enable-logging=stderr", "--log-level=0"),
                *(["--no-sandbox"] if os.geteuid() == 0 else []),
                f"--user-data-dir={profile}",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--virtual-time-budget=3000",
                "--dump-dom",
                file.as_uri(),
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
    return done.stdout, _MESSAGE.findall(done.stderr)
