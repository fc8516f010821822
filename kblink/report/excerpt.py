"""The line that a finding is on, cut to a width around the finding's span.

All widths are cells of a terminal: a CJK letter fills two, a combining mark none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import split_graphemes

from kblink.report.cells import cells, is_single
from kblink.report.clean import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

_TAB = 4
_LEAST_CONTEXT = 4
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line as it is shown: what is marked, and what stands before and behind it."""

    before: str
    marked: str
    after: str

    @property
    def carets(self) -> str:
        """The line below: blanks, then a caret under each cell of `marked`, one at least."""
        head = self.before + self.marked
        start, end = (len(self.before), len(head)) if is_single(head) else self._cells()
        return " " * start + "^" * max(end - start, 1)

    def _cells(self) -> tuple[int, int]:
        return cells(self.before), cells(self.before + self.marked)


def excerpt(line: str, start: int, end: int, width: int) -> Excerpt:
    """Return `line` with its code points from `start` to `end` (exclusive) marked.

    It is `width` cells wide at most; `…` stands where something was cut off. Tabs become blanks,
    and what a terminal would act on U+FFFD.
    """
    reach = 4 * width  # a line may have a million letters; only those near the mark are looked at
    first, last = max(start - reach, 0), min(end, start + reach)
    near = line[first : last + reach].rstrip()
    if is_single(near):  # then there are neither tabs nor controls, and a letter is a cell
        mark = start - first, last - first
        is_whole = first == 0 and last + reach >= len(line)
        if is_whole and len(near) <= width:
            return Excerpt(near[: mark[0]], near[mark[0] : mark[1]], near[mark[1] :])
        return _cut_single(near, mark, width)
    before = _shown(line[first:start], 0)
    marked = _shown(line[start:last], cells(before))
    after = _shown(line[last : last + reach], cells(before + marked)).rstrip()
    whole = Excerpt(before, marked, after)
    if first == 0 and last + reach >= len(line) and cells(before + marked + after) <= width:
        return whole
    return _cut(whole, width)


def _shown(text: str, column: int) -> str:
    """Return `text`, which begins at `column` (from 0), with tabs expanded, and harmless."""
    head, *parts = text.split("\t")
    shown = clean(head)
    for part in parts:
        blanks = _TAB - (column + cells(shown)) % _TAB
        shown += " " * blanks + clean(part)
    return shown


def _cut_single(text: str, mark: tuple[int, int], width: int) -> Excerpt:
    """The same as `_cut`, where each letter fills one cell."""
    window, begins, ends = _window(*mark, len(text), width)
    bounds = [window[0], *(min(max(each, window[0]), window[1]) for each in mark), window[1]]
    before, marked, after = (text[bounds[part] : bounds[part + 1]] for part in range(3))
    return Excerpt(_CUT * begins + before, marked, after.rstrip() + _CUT * ends)


def _cut(whole: Excerpt, width: int) -> Excerpt:
    """Return as much of `whole` as `width` cells hold, the mark in the middle."""
    text = whole.before + whole.marked + whole.after
    graphemes, total = split_graphemes(text)
    start, end = cells(whole.before), cells(whole.before + whole.marked)
    window, begins, ends = _window(start, end, total, width)
    mark = len(whole.before), len(whole.before) + len(whole.marked)
    before, marked, after = _kept(text, graphemes, window, mark)
    return Excerpt(_CUT * begins + before, marked, after.rstrip() + _CUT * ends)


def _window(start: int, end: int, total: int, width: int) -> tuple[tuple[int, int], bool, bool]:
    """The cells that are shown of `total`, and whether something is cut off before and behind."""
    context = max((width - (end - start)) // 2, _LEAST_CONTEXT)
    left = min(max(start - context, 0), max(total - width, 0))
    begins, ends = left > 0, left + width < total
    return (left + begins, left + width - ends), begins, ends


def _kept(
    text: str,
    graphemes: Sequence[tuple[int, int, int]],
    window: tuple[int, int],
    mark: tuple[int, int],
) -> list[str]:
    """What of `text` lies in a window of cells: before the mark, in it, and behind it."""
    parts = ["", "", ""]
    cell = 0
    for first, last, filled in graphemes:
        if window[0] <= cell and cell + filled <= window[1]:
            parts[(first >= mark[0]) + (first >= mark[1])] += text[first:last]
        cell += filled
    return parts
