"""The blocks of text that is written plainly, found by one pattern a block.

Plain are paragraphs, headings, lists, quotes, tables and fenced code as most notes have them. Where
anything else begins, or what begins could be read in two ways, the scan ends, and markdown-it reads
on: a property test holds that both find the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from kblink.markdown.positions import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable

# Tags that open no block, even in front of a line: those of no block that more than blanks follow.
_INLINE_TAG = (
    r"""/?(?:span|img|b|i|u|s|em|strong|small|mark|sub|sup|kbd|code|br|abbr|cite|font|a)\b"""
    r"""(?:[ ][^<>\n]*)?>[ ]*(?=[^\s])"""
)
# A line of text: what it begins with opens no block and ends none. For each character that might,
# the pattern tells what has to follow it.
_TEXT = rf"""(?:
    [^\x00-\x40\x5b-\x60\x7b-\x7f\s{SPACE}] | ["'(),./;?@\\^&\[!{{}}]
  | [*_]{{1,5}}(?=[^\s*_]) | `{{1,2}}(?=[^`\n]) | ~{{1,2}}(?=[^~\s]) | ={{1,2}}(?=[^\s=])
  | [0-9]+(?:(?=[^0-9.)])|[.)](?=\S)) | -(?:-+[ ]+)?(?=[^\s:|-]) | \+(?=\S) | :(?=[^\s:|-])
  | <(?:(?![A-Za-z/!?%])|{_INLINE_TAG}|[A-Za-z][A-Za-z0-9+.-]{{1,31}}:) | %(?!%)
  | \#{{1,6}}(?=[^\s\#])
)[^\n]*\n"""
_NUMBER = r"[0-9]{1,9}[.)]"
_BLOCK = re.compile(
    rf"""
    (?P<blank>(?:[ ]*\n)+)
  | (?P<lines>(?:{_TEXT})+)
  | (?P<items>(?:[-+*][ ]{{1,4}}{_TEXT})+)
  | (?P<numbered>{_NUMBER}[ ]{{1,4}}{_TEXT})
  | (?P<indented>[ ]+(?:(?:[-+*]|{_NUMBER})[ ]{{1,4}})?{_TEXT})
  | (?P<heading>\#{{1,6}}(?:[ ][^\n]*)?\n)
  | (?P<fence>(?:`{{3,}}[^`\n]*|~{{3,}}[^\n]*)\n)
  | (?P<quote>(?:>[ ](?:(?:[-+*]|{_NUMBER})[ ])?{_TEXT})+)
  | (?P<empty_quote>>[ ]?\n)
  | (?P<rule>(?:(?:\*[ ]*){{3,}}|(?:_[ ]*){{3,}}|(?:-[ ]*){{3,}})\n)
  | (?P<table>\|[^\n]*\n\|(?:[ ]*:?-+:?[ ]*\|)+[ ]*\n(?:\|[^\n]*\n)*)
    """,
    re.VERBOSE,
)
_MARKER = re.compile(rf"([ ]*)(?:([-+*]|{_NUMBER})[ ]+)?")
_DELIMITERS = re.compile(r"[ |:-]*")
_PIPE = re.compile(r"(?<!\\)\|")
_MARK_IN_CELL = re.compile(r"[\[`#<$^\\]|%%|://")
_CODE_INDENT = 4


@dataclass(slots=True)
class PlainBlocks:
    """What a scan found from `start` to `end`; all are offsets.

    `texts` hold all inline content: none reaches from one into another. `headings` lead from the
    marks to the line's end, `code` over fenced code. `cuts` are headings in front of which nothing
    is open. `whole` tells that the scan came to the end of the text.
    """

    start: int
    end: int
    whole: bool = False
    texts: list[tuple[int, int]] = field(default_factory=list)
    headings: list[tuple[int, int]] = field(default_factory=list)
    code: list[tuple[int, int]] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)


def plain_blocks(text: str, start: int) -> PlainBlocks:
    """Find the blocks of `text`, which ends with a newline, from the line at `start` on, as far as
    they are plain."""
    scan = _Scan(text, PlainBlocks(start, start))
    found = scan.found
    position = start
    while position < len(text):
        block = _BLOCK.match(text, position)
        position = _RULES[block.lastgroup](scan, block) if block else 0
        if not position:
            return found
        found.end = position
    found.whole = True
    return found


@dataclass(slots=True)
class _Scan:
    """What was found, and what is open: `items` are the columns at which the contents of open list
    items begin, `in_text` tells whether the line before is text that the next one may go on with.

    Each rule takes the match of its pattern and returns where the scan goes on, 0 where it ends.
    """

    text: str
    found: PlainBlocks
    items: list[int] = field(default_factory=list)
    in_text: bool = False

    def blank(self, block: re.Match[str]) -> int:
        self.in_text = False
        return block.end()

    def lines(self, block: re.Match[str]) -> int:
        if not self.in_text:
            self.items = []
        return self._take(block)

    def list_items(self, block: re.Match[str]) -> int:
        last = self.text.rfind("\n", block.start(), block.end() - 1) + 1
        self._open_item(max(last, block.start()))
        return self._take(block)

    def numbered(self, block: re.Match[str]) -> int:
        # In a paragraph only 1 begins a list: another number may be text.
        if self.in_text and not self.items and _is_late(block[0][:2]):
            return 0
        return self.list_items(block)

    def indented(self, block: re.Match[str]) -> int:
        marker = _MARKER.match(self.text, block.start())
        if marker is None or (self.in_text and not marker[2]):
            return self._take(block)
        indent = len(marker[1])
        outer = [column for column in self.items if column <= indent]
        if indent - (outer[-1] if outer else 0) >= _CODE_INDENT:
            return self._take(block) if self.in_text else 0  # else it is code
        if self.in_text and len(outer) == len(self.items) and _is_late(marker[2]):
            return 0  # a number in a paragraph
        self.items = outer
        if marker[2]:
            self.items = [*outer, len(marker[0])]
        return self._take(block)

    def heading(self, block: re.Match[str]) -> int:
        self.found.headings.append((block.start(), block.end() - 1))
        if self.in_text:
            self._take(block)
        else:
            self.found.cuts.append(block.start())
            self.found.texts.append(block.span())
        return self._close(block.end())

    def fence(self, block: re.Match[str]) -> int:
        mark = block[0][0]
        length = len(block[0]) - len(block[0].lstrip(mark))
        closing = _closing_fence(mark, length).search(self.text, block.end() - 1)
        if closing is None:
            return 0
        self.found.code.append((block.start(), closing.end()))
        return self._close(closing.end())

    def quote(self, block: re.Match[str]) -> int:
        self.items = []
        return self._take(block)

    def empty_quote(self, block: re.Match[str]) -> int:
        return self._close(block.end())

    def rule(self, block: re.Match[str]) -> int:
        if self.in_text and block[0][0] == "-":
            return 0  # it may make a heading of the text before it
        return self._close(block.end())

    def table(self, block: re.Match[str]) -> int:
        header, delimiters, *rows = block[0][:-1].split("\n")
        columns = delimiters.count("|") - 1
        follows = self.text[block.end() : block.end() + 1]
        if (
            self.in_text
            or _DELIMITERS.fullmatch(header)
            or len(_cells(header)) != columns
            or follows not in ("", "\n")
        ):
            return 0
        start = block.start()
        for row in (header, delimiters, *rows):
            if row is not delimiters and _MARK_IN_CELL.search(row):
                for first, last in _cells(row)[:columns]:
                    if row[first : first + 1] in ("#", "^"):
                        return 0
                    self.found.texts.append((start + first, start + last))
            start += len(row) + 1
        return self._close(block.end())

    def _take(self, block: re.Match[str]) -> int:
        """Take lines of text; what touches is one stretch."""
        start, end = block.span()
        texts = self.found.texts
        if texts and texts[-1][1] == start:
            start = texts.pop()[0]
        texts.append((start, end))
        self.in_text = True
        return end

    def _open_item(self, line: int) -> None:
        marker = _MARKER.match(self.text, line)
        self.items = [len(marker[0])] if marker else []

    def _close(self, end: int) -> int:
        self.items = []
        self.in_text = False
        return end


_RULES: dict[str | None, Callable[[_Scan, re.Match[str]], int]] = {
    "blank": _Scan.blank,
    "lines": _Scan.lines,
    "items": _Scan.list_items,
    "numbered": _Scan.numbered,
    "indented": _Scan.indented,
    "heading": _Scan.heading,
    "fence": _Scan.fence,
    "quote": _Scan.quote,
    "empty_quote": _Scan.empty_quote,
    "rule": _Scan.rule,
    "table": _Scan.table,
}


def _is_late(marker: str) -> bool:
    """Whether a marker is a number other than 1, which begins no list in a paragraph."""
    return marker[0].isdigit() and marker not in ("1.", "1)")


@cache
def _closing_fence(mark: str, length: int) -> re.Pattern[str]:
    return re.compile(rf"\n {{0,3}}{mark}{{{length},}} *\n")


def _cells(row: str) -> list[tuple[int, int]]:
    """Bounds of what stands between the pipes of a row that begins with one, without blanks."""
    pipes = [match.start() for match in _PIPE.finditer(row)]
    end = len(row.rstrip(" "))
    if pipes[-1] + 1 < end:
        pipes.append(end)
    return [_without_blanks(row, first + 1, last) for first, last in pairwise(pipes)]


def _without_blanks(row: str, start: int, end: int) -> tuple[int, int]:
    cell = row[start:end]
    bare = cell.strip(" ")
    start += len(cell) - len(cell.lstrip(" ")) if bare else 0
    return start, start + len(bare)
