"""Where things stand in a note's source: lines, columns, and inline content mapped back to both.

markdown-it-py gives lines for blocks only. The content of an inline token is a list of line tails:
containers (`>`, list indents) are cut off on the left, white space at the ends. So a line of
content is found in its source line as a suffix; a table cell by splitting the row again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from operator import add
from typing import TYPE_CHECKING

from kblink.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LINE_END = re.compile(r"\r\n?|\n")
SPACE = (
    "\t\n\x0b\x0c\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""What markdown-it takes off the ends of contents (a test compares): no-break spaces too."""
_CONTAINER = re.compile(r"[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t])|\[\^[^\]\s]+\]:)")
_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Source:
    """A note's text (no BOM) with the offsets at which its lines start and end.

    A line ends before its CR, LF or CRLF, so columns never count one.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def line(self, index: int) -> str:
        """The text of the line with this index (from 0), without its end."""
        return self.text[self.starts[index] : self.ends[index]]

    def span(self, start: int, end: int) -> Span:
        """The span of `text[start:end]`."""
        line = end_line = bisect_right(self.starts, start) - 1
        if end > self.ends[line]:
            end_line = bisect_right(self.starts, end, lo=line) - 1
        return Span(
            start,
            end,
            line + 1,
            start - self.starts[line] + 1,
            end_line + 1,
            end - self.starts[end_line] + 1,
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """From index `content` of an inline token on, its text stands in the source at `offset`."""

    content: int
    offset: int


@dataclass(frozen=True, slots=True)
class ContentMap:
    """Maps indices into one inline token's content to offsets in the source."""

    segments: tuple[Segment, ...]

    def offset(self, index: int) -> int:
        """The source offset of the content's character at `index`."""
        found = bisect_right(self.segments, index, key=lambda segment: segment.content) - 1
        segment = self.segments[max(found, 0)]
        return segment.offset + index - segment.content

    def slice(self, start: int, end: int) -> tuple[int, int]:
        """The source offsets of `content[start:end]`."""
        if len(self.segments) == 1:
            shift = self.segments[0].offset
            return shift + start, shift + end
        return self.offset(start), self.offset(end - 1) + 1 if end > start else self.offset(start)


def read_lines(text: str) -> Source:
    """Split a text into lines as CommonMark does: at LF, CRLF or a lone CR."""
    if "\r" not in text:
        lengths = [len(line) for line in text.split("\n")]
        starts = [*accumulate(lengths, lambda start, length: start + length + 1, initial=0)][:-1]
        return Source(text, tuple(starts), tuple(map(add, starts, lengths)))
    starts = [0]
    ends = []
    for match in _LINE_END.finditer(text):
        ends.append(match.start())
        starts.append(match.end())
    ends.append(len(text))
    return Source(text, tuple(starts), tuple(ends))


def map_lines(source: Source, first_line: int, content: str) -> ContentMap:
    """Map the content of a paragraph or setext heading that begins at a line (from 0)."""
    segments = []
    position = 0
    first_line = _first_line(source, first_line, content.partition("\n")[0])
    for number, line in enumerate(content.split("\n")):
        segments.append(Segment(position, _suffix_offset(source, first_line + number, line)))
        position += len(line) + 1
    return ContentMap(tuple(segments))


def _first_line(source: Source, line: int, content: str) -> int:
    """The line that a content begins on: such as hold only blanks that markdown-it takes off a
    content, but not for an empty line, may stand above it."""
    bare = content.strip(SPACE)
    for index in range(line, len(source.starts)):
        text = _as_parsed(source.line(index))
        if text.rstrip(SPACE).endswith(bare):
            return index
        if text.rstrip(SPACE) == text.rstrip(" \t"):
            break
    return line


def map_atx_heading(source: Source, line: int, content: str) -> ContentMap:
    """Map the content of a `# heading`, which may have closing marks behind it."""
    text = _as_parsed(source.line(line))
    marks = text.find("#")
    start = text.find(content, marks + len(text[marks:]) - len(text[marks:].lstrip("#")))
    return ContentMap((Segment(0, source.starts[line] + max(start, 0)),))


def _as_parsed(text: str) -> str:
    """A part of the source as markdown-it has it: NUL is replaced, as CommonMark wants."""
    return text.replace("\0", "\ufffd")


def _suffix_offset(source: Source, line: int, content: str) -> int:
    """Where a line of content begins in its source line; leading blanks may differ (tabs)."""
    bare = content.strip(SPACE)
    end = source.starts[line] + len(source.line(line).rstrip(SPACE))
    leading = len(content) - len(content.lstrip(SPACE))
    return end - len(bare) - leading


def map_table_cells(source: Source, line: int, cells: Sequence[str]) -> tuple[ContentMap, ...]:
    r"""Map the cells of a table row, whose contents are `cells`; in them `\|` has become `|`.

    Which marks at the start of the line are containers and which are text of the first cell only
    the contents tell: markdown-it-py sees a table before it sees a quote.
    """
    text = source.line(line)
    rows = (_split_row(text, start) for start in _row_starts(text))
    bounds = next((row for row in rows if _agrees(text, row, cells)), ())
    return tuple(_map_cell(text, start, end, source.starts[line]) for start, end in bounds)


def _row_starts(text: str) -> Iterator[int]:
    """Where the row may begin: at the line's start, or behind any of its first containers."""
    start = 0
    yield start
    while match := _CONTAINER.match(text, start):
        start = match.end()
        yield start


def _split_row(text: str, start: int) -> Sequence[tuple[int, int]]:
    """Bounds of the cells: what stands between pipes that no backslash escapes."""
    first = start = start + len(text[start:]) - len(text[start:].lstrip(SPACE))
    bounds = []
    for match in _PIPE.finditer(text, start):
        bounds.append((start, match.start()))
        start = match.end()
    bounds.append((start, len(text)))
    if bounds[0] == (first, first):
        bounds = bounds[1:]
    if bounds and not text[slice(*bounds[-1])].strip(SPACE):
        bounds.pop()
    return bounds


def _agrees(text: str, bounds: Sequence[tuple[int, int]], cells: Sequence[str]) -> bool:
    """Whether the cells at these bounds are those of the table; both may lack some at the end."""
    found = (_as_parsed(text[start:end]).strip(SPACE).replace(r"\|", "|") for start, end in bounds)
    return all(one == other for one, other in zip(found, cells, strict=False))


def _map_cell(text: str, start: int, end: int, line_start: int) -> ContentMap:
    cell = text[start:end]
    start += len(cell) - len(cell.lstrip(SPACE))
    segments = [Segment(0, line_start + start)]
    for removed, match in enumerate(re.finditer(r"\\\|", text[start:end]), start=1):
        pipe = match.end() - 1
        segments.append(Segment(pipe - removed, line_start + start + pipe))
    return ContentMap(tuple(segments))
