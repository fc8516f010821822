"""Repairs as a unified diff, the links that are left, and a summary."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from kblink.report.clean import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kblink.model import EditReport, LeftLink

_CONTEXT = 1
_LIMIT = 300
_COLORS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}
_PLAIN = "\x1b[0m"


def diff_lines(path: str, old: str, new: str, *, color: bool = False) -> Iterator[str]:
    """The unified diff of a file; line ends do not show, control characters are replaced."""
    name = one_line(path)
    lines = difflib.unified_diff(
        old.splitlines(), new.splitlines(), f"a/{name}", f"b/{name}", lineterm="", n=_CONTEXT
    )
    for line in lines:
        shown = clean(line)
        mark = _COLORS.get(line[:1]) if color else None
        yield shown if mark is None else f"{mark}{shown}{_PLAIN}"


def left_lines(skipped: Iterable[LeftLink]) -> Iterator[str]:
    """A line on each link that is left, and why."""
    for left in skipped:
        place = f"{one_line(left.path)}:{left.line}:{left.column}"
        yield f"{place}: {one_line(left.link, _LIMIT)} left: {one_line(left.reason, _LIMIT)}"


def fix_summary(report: EditReport) -> Iterator[str]:
    """Lines on what was, or would be done."""
    links, files = len(report.rewrites), len({one.edit.path for one in report.rewrites})
    done = f"{_count(links, 'link')} in {_count(files, 'file')}"
    left = f"{_count(len(report.skipped), 'link')} left"
    if not report.applied:
        yield f"{done} can be repaired, {left}. Nothing was written; --apply writes."
    elif links:
        yield f"{done} repaired, {left}. kblink undo takes it back."
    else:
        yield f"Nothing was repaired, {left}."
    if report.created:
        words = "made" if report.applied else "would be made"
        names = ", ".join(map(one_line, report.created))
        yield f"{_count(len(report.created), 'note')} {words}: {names}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
