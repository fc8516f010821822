"""What all findings amount to, taken in at a glance: a verdict, counts, where most of them are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from kblink.report.bars import bars
from kblink.report.places import place
from kblink.report.repairs import likely_repair
from kblink.report.severities import STYLES, count_codes, verdict, worst

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kblink.model import CheckReport, Finding, Severity

_SIGNS: dict[Severity | None, str] = {"error": "✗", "warning": "!", "note": "✓", None: "✓"}
_MANY_NOTES = 10
_WORST_NOTES = 3


def summary(
    report: CheckReport, shown: Sequence[Finding], *, root: str | None = None
) -> RenderableType:
    """Return the verdict, counts by code, and how to see the findings that were not `shown`.

    `root` makes places hyperlinks.
    """
    state = worst(report.findings)
    parts: list[RenderableType] = [
        Text(f"{_SIGNS.get(state, ' ')} {verdict(report)}", style=STYLES[state])
    ]
    if report.findings:
        counts = count_codes(report.findings)
        parts.append(bars([(item.code, item.number, STYLES[item.severity]) for item in counts]))
    parts.extend(_remarks(report, shown))
    parts.extend(_worst_notes(shown, root))
    return Group(*parts)


def _remarks(report: CheckReport, shown: Sequence[Finding]) -> Iterator[Text]:
    if likely := sum(likely_repair(item) is not None for item in report.findings):
        verb = "has" if likely == 1 else "have"
        yield Text(f"  {likely:,} {verb} a likely target", style="green")
    if hidden := len(report.findings) - len(shown):
        yield Text(f"  {hidden:,} not shown: --severity note shows all", style="dim")


def _worst_notes(shown: Sequence[Finding], root: str | None) -> Iterator[RenderableType]:
    """Yield the notes with most findings, where so many have any that no one looks at each."""
    counts = Counter(item.path for item in shown)
    if len(counts) <= _MANY_NOTES:
        return
    yield Text(f"  in {len(counts):,} notes, most in", style="dim")
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_WORST_NOTES]
    digits = len(f"{ranked[0][1]:,}")
    for path, number in ranked:
        line = Text(f"  {number:>{digits},}  ", overflow="fold")
        yield line.append_text(place(path, root=root))
