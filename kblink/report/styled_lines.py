"""Lines of styled pieces, written as they are where they fit.

A line that fits costs a tenth of a rich `Text`; reports have tens of thousands of them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from kblink.report.cells import cells
from kblink.report.hanging import Hanging

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

_style = cache(Style.parse)
_END = Segment.line()

Piece: TypeAlias = tuple[str, str]
"""A text, cleaned already, and its style."""


def fitting_line(pieces: Sequence[Piece]) -> Iterator[Segment]:
    """Yield `pieces` as one line, which they are known to fit into."""
    for text, style in pieces:
        if text:
            yield Segment(text, _style(style))
    yield _END


def styled_line(
    pieces: Sequence[Piece], width: int, indent: int = 0
) -> Iterator[Segment | RenderableType]:
    """Yield `pieces` as one line, or wrapped, with `indent` blanks before all lines but the first,
    where they need more than `width` cells."""
    if cells("".join([text for text, _ in pieces])) <= width:
        yield from fitting_line(pieces)
        return
    first = Text(pieces[0][0], style=pieces[0][1])
    if cells(pieces[0][0]) == indent:
        yield Hanging(first, Text.assemble(*pieces[1:], overflow="fold"))
    else:
        yield Text.assemble(*pieces, overflow="fold")
