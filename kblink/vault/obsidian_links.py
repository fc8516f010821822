"""How Obsidian is set to write new links (Settings, Files and links)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, get_args

from kblink.model import LinkFormat, NewLinks
from kblink.vault.inside import inside
from kblink.vault.obsidian_excluded import SETTINGS
from kblink.vault.small_file import UnreadableFileError, read_small_file

if TYPE_CHECKING:
    from pathlib import Path

_LIMIT = 256 * 1024


def new_links(root: Path) -> NewLinks | None:
    """What the vault's `.obsidian/app.json` says of new links; None where there is none to read."""
    file = root / SETTINGS
    try:
        if not inside(root, file):
            return None
        settings = json.loads(read_small_file(str(file), _LIMIT, root))
    except (UnreadableFileError, ValueError, RecursionError):
        return None
    if not isinstance(settings, dict):
        return None
    chosen = settings.get("newLinkFormat")
    form: LinkFormat = next((name for name in get_args(LinkFormat) if name == chosen), "shortest")
    return NewLinks(form, settings.get("useMarkdownLinks") is True)
