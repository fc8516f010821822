"""Write a link again with another target, in the way it was written."""

from __future__ import annotations

import os.path
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from kblink.links.names import name_key
from kblink.links.targets import FOLDER_NOTES, WIKI_KINDS, TargetIndex, folder_of
from kblink.model import NOTE_SUFFIXES

if TYPE_CHECKING:
    from kblink.model import Link

_SAFE_IN_DESTINATION = "/-_.~!$&'*+,;=@:"


def written_target(link: Link, source: str, path: str, index: TargetIndex) -> str:
    """How the link's author would write `path`: relative, from the root, or by name alone."""
    shown = path
    if path.lower().endswith(NOTE_SUFFIXES) and not link.target.lower().endswith(NOTE_SUFFIXES):
        shown = str(PurePosixPath(path).with_suffix(""))
    relative = link.target.startswith(("./", "../")) or link.kind in ("markdown", "image", "html")
    if relative:
        return os.path.relpath(shown, folder_of(source) or ".")
    base = path.rpartition("/")[2]
    alone = len(index.by_base.get(name_key(base), ())) == 1
    if "/" not in link.target and alone and PurePosixPath(base).stem not in FOLDER_NOTES:
        return shown.rpartition("/")[2]
    return shown


def rewritten(link: Link, target: str, *, fragment: str | None, display: str | None = None) -> str:
    """The whole link with another target; embed mark, separator and display text are kept.

    A link by reference is returned as it stands, since its target is in the definition.
    """
    if link.kind in WIKI_KINDS:
        separator = r"\|" if r"\|" in link.raw else "|"
        shown = link.display if link.display is not None else display
        place = f"#{fragment}" if fragment else ""
        tail = f"{separator}{shown}" if shown is not None else ""
        return f"{'!' if link.raw.startswith('!') else ''}[[{target}{place}{tail}]]"
    if link.kind in ("markdown", "image"):
        place = f"#{quote(fragment)}" if fragment else ""
        mark = "!" if link.kind == "image" else ""
        return f"{mark}[{link.display or ''}]({quote(target, safe=_SAFE_IN_DESTINATION)}{place})"
    return link.raw.replace(link.target, target, 1) if link.target else link.raw
