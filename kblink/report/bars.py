"""Numbers as small bars beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.console import Group
from rich.text import Text

from kblink.report.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

_BAR = "━"
_WIDEST_BAR = 24
_WIDEST_NAME = 48


def bars(rows: Sequence[tuple[str, int, str]], indent: int = 2) -> Group:
    """Return a line for each (name, number, style): aligned, with a bar in proportion.

    Every number above 0 has a bar of one cell at least.
    """
    if not rows:
        return Group()
    names = [_short(name) for name, _, _ in rows]
    name_width = max(map(cell_len, names))
    greatest = max(number for _, number, _ in rows)
    number_width = len(f"{greatest:,}")
    lines = []
    for name, (_, number, style) in zip(names, rows, strict=True):
        line = Text(" " * indent + set_cell_size(name, name_width), overflow="fold")
        line.append(f"  {number:>{number_width},}")
        line.append(f"  {_bar(number, greatest)}", style=style)
        lines.append(line)
    return Group(*lines)


def _bar(number: int, greatest: int) -> str:
    return _BAR * (max(round(_WIDEST_BAR * number / greatest), 1) if number else 0)


def _short(name: str) -> str:
    """Return `name` as one line; of a long one the end tells more than the beginning."""
    name = one_line(name)
    while cell_len(name) > _WIDEST_NAME:
        name = "…" + name[cell_len(name) - _WIDEST_NAME + 2 :]
    return name
