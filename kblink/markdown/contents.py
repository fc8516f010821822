"""Walk block tokens and yield each inline content with the map that leads back to the source."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, pairwise, takewhile
from typing import TYPE_CHECKING, Literal

from kblink.markdown.positions import (
    ContentMap,
    Source,
    map_atx_heading,
    map_lines,
    map_table_cells,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

Container = Literal["paragraph", "heading", "cell"]


@dataclass(frozen=True, slots=True)
class Content:
    """The inline content of one block; `level` is that of a heading, 0 for anything else.

    `nested` tells a block inside a quote, list or table.
    """

    container: Container
    level: int
    text: str
    positions: ContentMap
    nested: bool


def contents(tokens: Sequence[Token], source: Source) -> Iterator[Content]:
    """Yield the contents of paragraphs, headings and table cells in the order of the text."""
    cells: Sequence[ContentMap] = ()
    cell = 0
    for index, (previous, token) in enumerate(pairwise(tokens)):
        if previous.type == "tr_open" and previous.map:
            row = _row_contents(tokens, index)
            cells, cell = map_table_cells(source, previous.map[0], row), 0
        if token.type != "inline" or token.map is None:
            continue
        line = token.map[0]
        if previous.type in ("td_open", "th_open"):
            if cell < len(cells):
                yield Content("cell", 0, token.content, cells[cell], nested=True)
            cell += 1
        elif previous.type == "heading_open":
            yield _heading(previous, token, line, source)
        else:
            positions = map_lines(source, line, token.content)
            yield Content("paragraph", 0, token.content, positions, previous.level > 0)


def _row_contents(tokens: Sequence[Token], opening: int) -> list[str]:
    """The contents of the cells of the row that the token at `opening` opens."""
    row = takewhile(lambda token: token.type != "tr_close", islice(tokens, opening, None))
    return [token.content for token in row if token.type == "inline"]


def _heading(opening: Token, inline: Token, line: int, source: Source) -> Content:
    if opening.markup.startswith("#"):
        positions = map_atx_heading(source, line, inline.content)
    else:
        positions = map_lines(source, line, inline.content)
    level = int(opening.tag.removeprefix("h"))
    return Content("heading", level, inline.content, positions, opening.level > 0)
