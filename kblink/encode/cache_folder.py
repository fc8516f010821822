"""Where exported models are kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Return `$KBLINK_CACHE/models`, else `$XDG_CACHE_HOME/kblink/models`, else that of home."""
    if chosen := environment.get("KBLINK_CACHE"):
        return Path(chosen).expanduser().absolute() / "models"
    base = environment.get("XDG_CACHE_HOME", "")
    # The standard has a path that is not absolute passed over.
    root = Path(base) if base.startswith("/") else Path("~/.cache").expanduser()
    return root / "kblink" / "models"
