"""Findings as Markdown, short enough for a comment on a pull request or the summary of a job.

All that comes from the vault stands in code spans, where neither Markdown nor HTML nor `@names`
mean anything.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from kblink.report.clean import one_line
from kblink.report.quantities import counted
from kblink.report.repairs import proposed_repair
from kblink.report.severities import count_codes, verdict, worst

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kblink.model import CheckReport, Finding, Severity
    from kblink.report.code_words import CodeWords

SHOWN = 100
"""Findings that are listed: a comment on GitHub holds 65,536 characters."""

_LIMIT = 200
_SIGNS: dict[Severity | None, str] = {
    "error": "❌",
    "warning": "⚠️",
    "note": "ℹ️",
    None: "✅",
}


def markdown_lines(
    report: CheckReport, shown: Sequence[Finding], codes: Mapping[str, CodeWords]
) -> Iterator[str]:
    """Yield the verdict, a table by code, and the first `shown` findings under their notes."""
    yield f"### {_SIGNS[worst(report.findings)]} kblink: {verdict(report)}\n"
    if report.findings:
        yield from _table(report, codes)
    listed = shown[:SHOWN]
    if listed:
        yield "\n<details><summary>Where they are</summary>\n"
        for path, group in groupby(listed, key=lambda finding: finding.path):
            yield f"\n**{_code(path)}**\n\n"
            yield from (f"- {_item(finding)}\n" for finding in group)
        yield "\n</details>\n"
    yield from _rest(len(report.findings), len(shown), len(listed))


def _rest(found: int, shown: int, listed: int) -> Iterator[str]:
    if shown > listed:
        yield f"\n{counted(shown - listed, 'more finding')}, not listed here.\n"
    if found > shown:
        yield f"\n{found - shown:,} not shown: `--severity note` shows all.\n"


def _table(report: CheckReport, codes: Mapping[str, CodeWords]) -> Iterator[str]:
    yield "\n| finding | number | severity | |\n|---|--:|---|---|\n"
    for item in count_codes(report.findings):
        words = codes[item.code].title if item.code in codes else ""
        yield f"| `{item.code}` | {item.number:,} | {item.severity} | {words} |\n"


def _item(finding: Finding) -> str:
    sign = _SIGNS[finding.severity]
    words = f"{sign} line {finding.span.line} `{finding.code}`: {_code(finding.message)}"
    if finding.link is not None:
        words += f" in {_code(finding.link)}"
    if (repair := proposed_repair(finding)) is not None:
        words += f" → {_code(repair.replacement)}"
    return words


def _code(text: str) -> str:
    """Return a code span around more backticks than `text` has in a row."""
    text = one_line(text, _LIMIT).strip() or "\ufffd"
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    blank = " " if longest else ""
    return f"{fence}{blank}{text}{blank}{fence}"
