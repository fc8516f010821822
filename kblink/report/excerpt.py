"""The line that a finding is on, cut to a width around the finding's span.

All widths are cells of a terminal: a CJK letter fills two, a combining mark none.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len, split_graphemes

from kblink.report.clean import clean

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
        start = cell_len(self.before)
        return " " * start + "^" * max(cell_len(self.before + self.marked) - start, 1)


def excerpt(line: str, start: int, end: int, width: int) -> Excerpt:
    """Return `line` with its code points from `start` to `end` (exclusive) marked.

    It is `width` cells wide at most; `…` stands where something was cut off. Tabs become blanks,
    and what a terminal would act on U+FFFD.
    """
    reach = 4 * width  # a line may have a million letters; only those near the mark are looked at
    first, last = max(start - reach, 0), min(end, start + reach)
    before = _shown(line[first:start], 0)
    marked = _shown(line[start:last], cell_len(before))
    after = _shown(line[last : last + reach], cell_len(before + marked)).rstrip()
    whole = Excerpt(before, marked, after)
    if first == 0 and last + reach >= len(line) and cell_len(before + marked + after) <= width:
        return whole
    return _cut(whole, width)


def _shown(text: str, column: int) -> str:
    """Return `text`, which begins at `column` (from 0), with tabs expanded, and harmless."""
    head, *parts = text.split("\t")
    shown = clean(head)
    for part in parts:
        blanks = _TAB - (column + cell_len(shown)) % _TAB
        shown += " " * blanks + clean(part)
    return shown


def _cut(whole: Excerpt, width: int) -> Excerpt:
    """Return as much of `whole` as `width` cells hold, the mark in the middle."""
    text = whole.before + whole.marked + whole.after
    graphemes, total = split_graphemes(text)
    start, end = cell_len(whole.before), cell_len(whole.before + whole.marked)
    context = max((width - (end - start)) // 2, _LEAST_CONTEXT)
    left = min(max(start - context, 0), max(total - width, 0))
    begins, ends = left > 0, left + width < total
    low, high = left + begins, left + width - ends
    mark = len(whole.before), len(whole.before) + len(whole.marked)
    parts = ["", "", ""]
    cell = 0
    for first, last, cells in graphemes:
        if low <= cell and cell + cells <= high:
            parts[(first >= mark[0]) + (first >= mark[1])] += text[first:last]
        cell += cells
    before, marked, after = parts
    return Excerpt(_CUT * begins + before, marked, after.rstrip() + _CUT * ends)
