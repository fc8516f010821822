"""Names and values in aligned columns, the common look of `index` and `status`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.console import Group
from rich.text import Text

from kblink.report.hanging import Hanging

if TYPE_CHECKING:
    from collections.abc import Sequence


def facts(rows: Sequence[tuple[str, str, str]]) -> Group:
    """Return rows of (name, value, remark), aligned and indented by two; names and remarks dim."""
    names = max(cell_len(name) for name, _, _ in rows)
    values = max(cell_len(value) for _, value, _ in rows)
    return Group(*(_row(row, names, values) for row in rows))


def _row(row: tuple[str, str, str], names: int, values: int) -> Hanging | Text:
    name, value, remark = row
    prefix = Text(f"  {set_cell_size(name, names)}  ", style="dim")
    if not remark:
        return prefix.append(value, style="not dim")
    prefix.append(f"{set_cell_size(value, values)}  ", style="not dim")
    return Hanging(prefix, Text(remark, style="dim"))
