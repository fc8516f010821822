"""Findings for a person at a terminal: grouped by note, each under the line it is about."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from kblink.report.cells import cells
from kblink.report.clean import one_line
from kblink.report.excerpt import excerpt
from kblink.report.places import place
from kblink.report.quantities import counted
from kblink.report.severities import STYLES
from kblink.report.styled_lines import FittingLine, Line, Piece, styled_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from kblink.model import Finding

    LineOf: TypeAlias = Callable[[str, int], str | None]

_MESSAGE_LIMIT = 500
_LINK_LIMIT = 160
_NARROWEST = 16
"""Cells for the text of a line, below which it is not worth showing."""


def grouped_findings(
    findings: Iterable[Finding], *, line_of: LineOf, root: str | None = None
) -> Iterator[RenderableType]:
    """Yield one block for each note, in the order of `findings`; `root` makes places hyperlinks.

    `line_of` gives a line (from 1) of the note at a path, None where it cannot be read.
    """
    for path, group in groupby(findings, key=lambda item: item.path):
        yield NoteFindings(path, tuple(group), line_of, root)


@dataclass(frozen=True)
class NoteFindings:
    """The findings of one note under its path, with a blank line behind them."""

    path: str
    findings: Sequence[Finding]
    line_of: LineOf
    root: str | None

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines, cut and wrapped to the console's width."""
        for line in self.lines(options.max_width):
            if isinstance(line, FittingLine):
                yield from line.segments()
            else:
                yield line

    def lines(self, width: int) -> list[Line]:
        """Return lines as they are where they fit, and what is still to be wrapped."""
        lines = [self._head(width)]
        gutter = len(str(max(item.span.line for item in self.findings)))
        for finding in self.findings:
            lines += _headline(finding, width)
            lines += _source_lines(finding, self.line_of, gutter, width)
            if finding.candidates:
                lines.append(_candidate_line(finding, gutter, width))
        lines.append(FittingLine(()))
        return lines

    def _head(self, width: int) -> Line:
        remark = f"  {counted(len(self.findings), 'finding')}"
        path = one_line(self.path)
        if self.root is None and cells(path) + len(remark) <= width:
            return FittingLine(((path, "bold"), (remark, "dim")))
        head = place(self.path, root=self.root, style="bold")
        return head.append(remark, style="dim not bold")


def _headline(finding: Finding, width: int) -> list[Line]:
    pieces: list[Piece] = [
        (f"  {finding.span.line}:{finding.span.column}  ", "bold"),
        (finding.severity, STYLES[finding.severity]),
        (f"  {one_line(finding.code)}", "dim"),
        ("  ", ""),
    ]
    message = one_line(finding.message, _MESSAGE_LIMIT)
    if sum([len(text) for text, _ in pieces]) + cells(message) <= width:
        return [FittingLine((*pieces, (message, "")))]
    return [
        styled_line(pieces[:-1], width, indent=2),
        styled_line([("    ", ""), (message, "")], width, indent=4),
    ]


def _source_lines(finding: Finding, line_of: LineOf, gutter: int, width: int) -> list[Line]:
    """Return the line of the note and the carets below it; else the link alone, if there is one.

    A finding without extent is about the file as a whole.
    """
    span = finding.span
    room = width - gutter - 5
    line = line_of(finding.path, span.line) if span.end > span.start else None
    if line is None or room < _NARROWEST:
        if finding.link is None:
            return []
        link = one_line(finding.link, _LINK_LIMIT)
        return [styled_line([("    ", ""), (link, "bold")], width, indent=4)]
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    shown = excerpt(line, span.column - 1, end, room)
    return [
        FittingLine(
            (
                (f"  {span.line:>{gutter}} │ ", "dim"),
                (shown.before, ""),
                (shown.marked, "bold"),
                (shown.after, ""),
            )
        ),
        FittingLine(((f"{' ' * (gutter + 3)}│ ", "dim"), (shown.carets, STYLES[finding.severity]))),
    ]


def _candidate_line(finding: Finding, gutter: int, width: int) -> Line:
    best = finding.candidates[0]
    arrow = " " * (gutter + 3) + "→ "
    remark = f"  {one_line(best.reason, _LINK_LIMIT)}, {round(best.confidence * 100)} %"
    pieces: list[Piece] = [
        (arrow, "green"),
        (one_line(best.replacement, _LINK_LIMIT), "green"),
        (remark, "dim"),
    ]
    if more := len(finding.candidates) - 1:
        pieces.append((f"  and {more} more", "dim"))
    return styled_line(pieces, width, indent=len(arrow))
