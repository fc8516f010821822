"""A ranked list: number, score, and a block of lines for each entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from kblink.report.hanging import Hanging

if TYPE_CHECKING:
    from collections.abc import Sequence


def ranking(entries: Sequence[tuple[float, RenderableType]]) -> RenderableType:
    """Return (score, block) pairs, numbered from 1, with a blank line between them."""
    digits = len(str(len(entries)))
    parts: list[RenderableType] = []
    for number, (score, block) in enumerate(entries, start=1):
        prefix = Text(f"{number:>{digits}}  {score:.2f}  ", style="dim")
        parts += [Hanging(prefix, block), Text()]
    return Group(*parts[:-1])
