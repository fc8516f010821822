"""Lines of styled pieces, written as they are where they fit.

A line that fits costs a twentieth of a rich `Text`; reports have tens of thousands of them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from kblink.report.cells import cells, is_single
from kblink.report.hanging import Hanging

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.color import ColorSystem
    from rich.console import RenderableType

_style = cache(Style.parse)
_WORD = re.compile(r"\s*\S+\s*")

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
    head, *body = pieces
    if cells(head[0]) == indent and all(is_single(text) for text, _ in pieces):
        return _hanging(head, body, width - indent)
    first = Text(pieces[0][0], style=pieces[0][1])
    if cells(pieces[0][0]) == indent:
        return Hanging(first, Text.assemble(*pieces[1:], overflow="fold"))
    return Text.assemble(*pieces, overflow="fold")


def _hanging(head: Piece, body: Sequence[Piece], width: int) -> FittingLine:
    """Return `body` wrapped to `width` letters, each of one cell, behind `head` and blanks below
    it: what Hanging gives, in a tenth of the time."""
    text = "".join([text for text, _ in body])
    indent = (f"\n{' ' * len(head[0])}", "")
    pieces = [head]
    for first, last in _wrapped(text, width):
        pieces += [indent] if first else []
        pieces += _cut(body, first, last)
    return FittingLine(pieces)


def _wrapped(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Yield where each line of a text begins and ends, without blanks at its end.

    Lines break behind blanks; a word that is longer than a line goes on in the next one.
    """
    start = end = 0
    for match in _WORD.finditer(text):
        first, last = match.span()
        if len(text[start:last].rstrip()) > width:
            if first > start:
                yield start, start + len(text[start:first].rstrip())
                start = first
            while len(text[start:last].rstrip()) > width:
                yield start, start + width
                start += width
        end = last
    if end > start:
        yield start, start + len(text[start:end].rstrip())


def _cut(pieces: Sequence[Piece], first: int, last: int) -> Iterator[Piece]:
    """Yield what lies from letter `first` to letter `last` of pieces end to end."""
    at = 0
    for text, style in pieces:
        if at < last and at + len(text) > first:
            yield text[max(first - at, 0) : last - at], style
        at += len(text)
