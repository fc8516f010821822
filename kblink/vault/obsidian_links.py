"""How Obsidian is set to write new links (Settings, Files and links)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, cast

from kblink.vault.inside import inside
from kblink.vault.obsidian_excluded import SETTINGS
from kblink.vault.small_file import UnreadableFileError, read_small_file

if TYPE_CHECKING:
    from pathlib import Path

LinkFormat: TypeAlias = Literal["shortest", "relative", "absolute"]
_FORMATS = ("shortest", "relative", "absolute")
_LIMIT = 256 * 1024


class NewLinks(NamedTuple):
    """The path that new links give, and whether they are Markdown links rather than wiki-links."""

    format: LinkFormat = "shortest"
    as_markdown: bool = False


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
    form = cast("LinkFormat", chosen) if chosen in _FORMATS else "shortest"
    return NewLinks(form, settings.get("useMarkdownLinks") is True)
