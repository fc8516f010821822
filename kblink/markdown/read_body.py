"""Read what is behind the front matter of a note: plain pieces by patterns, others by markdown-it.

A note is taken apart in front of top-level headings where nothing is open, so that one formula or
HTML tag costs its own piece only. Definitions of links act on the whole note: with them
markdown-it reads all of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from kblink.markdown.found import Found
from kblink.markdown.plain_blocks import PlainBlocks, plain_blocks
from kblink.markdown.plain_links import NotPlainError, plain_links
from kblink.markdown.positions import SPACE
from kblink.model import Block, Heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kblink.markdown.positions import Source

_PIECES_AT_ONCE = 64  # an obstacle costs at most these once more
_DEFINITION = re.compile(r"^[ >]*\[[^]\n^][^]\n]*\]:", re.MULTILINE)
_BLOCK_ID = re.compile(r"\^(?<![^ \t\n]\^)([A-Za-z0-9-]+)([^\S\n]*)\n")
_ENDS_TEXT = re.compile(r"[-+*][ ]|#{1,6}[ \n]")
_CUT = re.compile(r"\n[ ]*\n(?=#{1,6} )")
_FORMULA = re.compile(r"^[ \t>*+0-9.)-]*\$\$", re.MULTILINE)


def read_body(source: Source, first_line: int) -> Found:
    """Read the lines of a note from `first_line` (from 0) on."""
    found = Found()
    if first_line < len(source.starts) and not _read_in_pieces(source, first_line, found):
        found = Found()
        _read_by_tokens(source, source.starts[first_line], len(source.text), found)
    if found.comments:
        from kblink.markdown.read_tokens import read_comments

        read_comments(source, found)
    return found


def _read_in_pieces(source: Source, first_line: int, found: Found) -> bool:
    """Tells whether the pieces can be read apart."""
    if _is_never_plain(source.text):
        return False
    text = source.text if source.text.endswith("\n") else f"{source.text}\n"
    start = source.starts[first_line]
    while start < len(text) and "references" not in found.env:
        blocks = plain_blocks(text, start)
        bounds = [start, *(cut for cut in blocks.cuts if cut > start)]
        if blocks.whole:
            bounds.append(len(text))
        for first in range(0, len(bounds) - 1, _PIECES_AT_ONCE):
            some = bounds[first : first + _PIECES_AT_ONCE + 1]
            _read_plain_blocks(source, text, blocks, some, found)
        start = bounds[-1]
        if not blocks.whole:
            start = _read_past(source, text, start, blocks.end, found)
    return "references" not in found.env


def _is_never_plain(text: str) -> bool:
    """Whether a text has line ends, characters or definitions that only markdown-it deals with."""
    return "\r" in text or "\0" in text or ("]:" in text and bool(_DEFINITION.search(text)))


def _read_past(source: Source, text: str, start: int, obstacle: int, found: Found) -> int:
    """Read the piece from `start` on that is not plain at `obstacle`; returns where it ends."""
    cut = _CUT.search(text, max(obstacle - 1, start))
    if cut and not _FORMULA.search(text, start, cut.end()):
        tried = Found(env=found.env)
        if _read_by_tokens(source, start, cut.end(), tried):
            found.extend(tried)
            return cut.end()
    _read_by_tokens(source, start, len(text), found)
    return len(text)


def _read_by_tokens(source: Source, start: int, end: int, found: Found) -> bool:
    from kblink.markdown.read_tokens import read_by_tokens  # markdown-it: few notes need it

    first = bisect_right(source.starts, start) - 1
    last = bisect_left(source.starts, end)
    return read_by_tokens(source, first, last, found)


def _read_plain_blocks(
    source: Source, text: str, blocks: PlainBlocks, bounds: Sequence[int], found: Found
) -> None:
    """Read pieces whose blocks are plain; those in which something is not, by markdown-it."""
    while len(bounds) > 1:
        obstacle = _read_plainly(source, text, blocks, (bounds[0], bounds[-1]), found)
        if obstacle is None:
            return
        piece = bisect_right(bounds, obstacle)
        _read_plain_blocks(source, text, blocks, bounds[:piece], found)
        _read_by_tokens(source, bounds[piece - 1], bounds[piece], found)
        bounds = bounds[piece:]


def _read_plainly(
    source: Source, text: str, blocks: PlainBlocks, bounds: tuple[int, int], found: Found
) -> int | None:
    """Read what is plain, or return the offset of what is not."""
    texts = _between(blocks.texts, bounds)
    headings = _between(blocks.headings, bounds)
    try:
        plain = plain_links(text, source.starts, texts)
        ids = [*_block_ids(source, text, texts, headings)]
    except NotPlainError as error:
        return error.offset
    found.links += plain.links
    found.tags += plain.tags
    found.anchors += plain.anchors
    found.blocks += ids
    for heading in headings:
        found.headings.append(_heading(source, *heading))
        found.section_starts.append(found.headings[-1])
    for first, behind in _between(blocks.code, bounds):
        line = bisect_right(source.starts, first) - 1
        found.code.append((line, line + text.count("\n", first, behind - 1) + 1))
    return None


def _between(
    bounds: Sequence[tuple[int, int]], piece: tuple[int, int]
) -> Sequence[tuple[int, int]]:
    start, end = piece
    return bounds[bisect_left(bounds, (start, 0)) : bisect_left(bounds, (end, 0))]


def _block_ids(
    source: Source,
    text: str,
    texts: Iterable[tuple[int, int]],
    headings: Sequence[tuple[int, int]],
) -> Iterator[Block]:
    """The ids at the ends of blocks; raises NotPlainError where a line may or may not be one."""
    if "^" not in text:
        return
    in_headings = {end for _, end in headings}
    for start, end in texts:
        for match in _BLOCK_ID.finditer(text, start, end):
            if match[2].strip(" \t") or not (
                match.end() == end
                or match.end() - 1 in in_headings
                or _ENDS_TEXT.match(text, match.end())
            ):
                raise NotPlainError(match.start())
            yield Block(match[1], source.span(match.start(), match.end(1)))


def _heading(source: Source, start: int, end: int) -> Heading:
    """The heading at `start`, whose line ends at `end`, without marks behind it."""
    line = source.text[start:end]
    level = len(line) - len(line.lstrip("#"))
    rest = line[level:].rstrip(" \t")
    bare = rest.rstrip("#")
    if bare != rest and bare.endswith((" ", "\t")):
        rest = bare
    text = rest.strip(SPACE)
    start += level + (len(rest) - len(rest.lstrip(SPACE)) if text else 0)
    return Heading(level, text, source.span(start, start + len(text)))
