"""What `mv` and `undo` did, as plain lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.report.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kblink.model import EditReport, UndoReport

_LIMIT = 300


def move_lines(report: EditReport, *, every_link: bool) -> Iterator[str]:
    """Lines on what is moved, on each link rewritten where they are asked for, on each that is
    left, and a summary."""
    for move in report.moves:
        yield f"{one_line(move.old)} → {one_line(move.new)}"
    if every_link:
        for edit, line, column, _, _ in report.rewrites:
            change = f"{one_line(edit.old, _LIMIT)} → {one_line(edit.new, _LIMIT)}"
            yield f"{one_line(edit.path)}:{line}:{column}: {change}"
    for left in report.skipped:
        link = one_line(left.link, _LIMIT)
        yield f"{one_line(left.path)}:{left.line}:{left.column}: {link} left: {left.reason}"
    yield _summary(report)


def _summary(report: EditReport) -> str:
    links, files = len(report.rewrites), len({rewrite.edit.path for rewrite in report.rewrites})
    done = f"{_count(links, 'place')} in {_count(files, 'file')}"
    if not report.applied:
        return f"{done} would be rewritten; nothing was written."
    return f"{done} rewritten. kblink undo takes it back."


def undo_lines(report: UndoReport, *, quiet: bool) -> Iterator[str]:
    """Lines on each file that is left as it is, and a summary."""
    for item in report.refused:
        yield f"{one_line(item.path)}: not taken back: {item.reason}"
    if not quiet:
        done = _count(len(report.restored), "path")
        yield f"{report.command} taken back: {done} restored, {len(report.refused)} left."


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
