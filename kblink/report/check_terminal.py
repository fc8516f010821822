"""Findings for a person at a terminal, grouped by note, with a verdict at the end."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from kblink.report.clean import one_line
from kblink.report.hanging import indented
from kblink.report.places import place
from kblink.report.severities import count_codes, verdict, worst

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kblink.model import CheckReport, Finding, Severity

_STYLES: dict[Severity | None, str] = {
    "error": "bold red",
    "warning": "yellow",
    "note": "cyan",
    "off": "dim",
    None: "green",
}
_SIGNS: dict[Severity | None, str] = {"error": "✗", "warning": "!", "note": "✓", None: "✓"}
_MESSAGE_LIMIT = 500
_LINK_LIMIT = 160


def grouped_findings(
    findings: Sequence[Finding], *, root: str | None = None
) -> Iterator[RenderableType]:
    """Yield one block for each note, in the order of `findings`; `root` makes places hyperlinks."""
    for _, group in groupby(findings, key=lambda item: item.path):
        yield Group(*(_finding_block(item, root) for item in group), Text())


def summary(report: CheckReport, shown: Sequence[Finding]) -> RenderableType:
    """Return the verdict, counts by code, and how to see the findings that were not `shown`."""
    state = worst(report.findings)
    lines = [Text(f"{_SIGNS.get(state, ' ')} {verdict(report)}", style=_STYLES[state])]
    if report.findings:
        codes = (f"{code} {number}" for code, number in count_codes(report.findings))
        lines.append(Text(" · ".join(codes), style="dim"))
    if hidden := len(report.findings) - len(shown):
        lines.append(Text(f"{hidden:,} not shown: --severity note shows all", style="dim"))
    return Group(lines[0], *(indented(line, 2) for line in lines[1:]))


def _finding_block(finding: Finding, root: str | None) -> RenderableType:
    head = place(finding.path, finding.span.line, finding.span.column, root=root)
    head.append("  ")
    head.append(finding.severity, style=_STYLES[finding.severity])
    head.append("  ")
    head.append(one_line(finding.code), style="dim")
    lines: list[Text] = [Text(one_line(finding.message, _MESSAGE_LIMIT))]
    lines.extend(_repair_lines(finding))
    return Group(head, indented(Group(*lines), 4))


def _repair_lines(finding: Finding) -> Iterator[Text]:
    line = Text(overflow="fold")
    if finding.link is not None:
        line.append(one_line(finding.link, _LINK_LIMIT), style="bold")
    if finding.candidates:
        best = finding.candidates[0]
        line.append("  → try " if line else "→ try ", style="dim")
        line.append(one_line(best.replacement, _LINK_LIMIT), style="green")
        line.append(f" ({one_line(best.reason, _LINK_LIMIT)})", style="dim")
    if line:
        yield line
