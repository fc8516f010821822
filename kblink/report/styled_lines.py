"""Lines of styled pieces, written as they are where they fit.

A line that fits costs a twentieth of a rich `Text`; reports have tens of thousands of them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from kblink.report.cells import cells
from kblink.report.hanging import Hanging

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.color import ColorSystem
    from rich.console import RenderableType

_style = cache(Style.parse)

Piece: TypeAlias = tuple[str, str]
"""A text, cleaned already, and its style."""


class FittingLine(NamedTuple):
    """Pieces that are known to fit into one line."""

    pieces: Sequence[Piece]

    def rendered(self, colors: ColorSystem | None) -> str:
        """Return the line with its end, styled where there are colours."""
        if colors is None:
            return "".join([text for text, _ in self.pieces]) + "\n"
        styled = [
            _style(style).render(text, color_system=colors) if style else text
            for text, style in self.pieces
        ]
        return "".join(styled) + "\n"

    def segments(self) -> Iterator[Segment]:
        """Yield the line for rich."""
        for text, style in self.pieces:
            if text:
                yield Segment(text, _style(style))
        yield Segment.line()


Line: TypeAlias = "FittingLine | RenderableType"
"""A line, or what is still to be wrapped."""


def styled_line(pieces: Sequence[Piece], width: int, indent: int = 0) -> Line:
    """Return `pieces` as one line, or wrapped, with `indent` blanks before all lines but the first,
    where they need more than `width` cells."""
    if sum([cells(text) for text, _ in pieces]) <= width:
        return FittingLine(pieces)
    first = Text(pieces[0][0], style=pieces[0][1])
    if cells(pieces[0][0]) == indent:
        return Hanging(first, Text.assemble(*pieces[1:], overflow="fold"))
    return Text.assemble(*pieces, overflow="fold")
