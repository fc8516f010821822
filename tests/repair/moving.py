"""Moving things in a small vault that a test writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink import Vault
from kblink.config import Config
from kblink.vault.settings_file import load_config

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kblink.model import EditReport


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a vault; texts as UTF-8, line ends as they stand."""
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def read(root: Path) -> dict[str, str]:
    """All texts of a vault but kblink's own."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes().decode("utf-8", "surrogateescape")
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".kblink" not in path.parts
    }


def mv(root: Path, old: str, new: str) -> EditReport:
    """Move as `kblink mv` does."""
    config = load_config(root) if (root / "kblink.toml").exists() else Config()
    return Vault(root, config=config).mv(old, new)
