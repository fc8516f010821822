"""Walk block tokens and yield each inline content with the map that leads back to the source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Literal

from kblink.markdown.positions import (
    ContentMap,
    Source,
    map_atx_heading,
    map_lines,
    map_table_cells,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markdown_it.token import Token

Container = Literal["paragraph", "heading", "cell"]


@dataclass(frozen=True, slots=True)
class Content:
    """The inline content of one block; `level` is that of a heading, 0 for anything else.

    `nested` tells a block inside a quote, list or table. `locate` makes the map to the source; few
    contents need one.
    """

    container: Container
    level: int
    text: str
    nested: bool
    locate: Callable[[], ContentMap]


def contents(tokens: Sequence[Token], source: Source) -> Iterator[Content]:
    """Yield the contents of paragraphs, headings and table cells in the order of the text."""
    row: Callable[[], Sequence[ContentMap]] = tuple
    cell = 0
    for index, (previous, token) in enumerate(pairwise(tokens)):
        if previous.type == "tr_open" and previous.map:
            row = cache(partial(_map_row, tokens, index, source))
            cell = 0
        if token.type != "inline" or token.map is None:
            continue
        if previous.type in ("td_open", "th_open"):
            locate = partial(_map_cell, row, cell)
            yield Content("cell", 0, token.content, nested=True, locate=locate)
            cell += 1
        elif previous.type == "heading_open":
            yield _heading(previous, token, token.map[0], source)
        else:
            locate = partial(map_lines, source, token.map[0], token.content)
            yield Content("paragraph", 0, token.content, previous.level > 0, locate)


def _map_row(tokens: Sequence[Token], opening: int, source: Source) -> Sequence[ContentMap]:
    line = (tokens[opening].map or [0])[0]
    return map_table_cells(source, line, _row_contents(tokens, opening))


def _map_cell(row: Callable[[], Sequence[ContentMap]], cell: int) -> ContentMap:
    return row()[cell]


def _row_contents(tokens: Sequence[Token], opening: int) -> list[str]:
    """The contents of the cells of the row that the token at `opening` opens."""
    rest = (tokens[index] for index in range(opening, len(tokens)))
    row = takewhile(lambda token: token.type != "tr_close", rest)
    return [token.content for token in row if token.type == "inline"]


def _heading(opening: Token, inline: Token, line: int, source: Source) -> Content:
    map_to = map_atx_heading if opening.markup.startswith("#") else map_lines
    level = int(opening.tag.removeprefix("h"))
    locate = partial(map_to, source, line, inline.content)
    return Content("heading", level, inline.content, opening.level > 0, locate)
