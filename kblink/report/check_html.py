"""Findings as one page that needs nothing else: no script, no other file, no network.

All that comes from the vault is escaped, and cleaned of what would reorder it. The policy in the
page's head forbids everything but its own style, so that even a fault here would run nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from kblink.report.clean import one_line
from kblink.report.escape import escaped
from kblink.report.findings_map import findings_map
from kblink.report.html_style import STYLE, policy
from kblink.report.quantities import counted
from kblink.report.repairs import likely_repair, proposed_repair
from kblink.report.severities import count_codes, verdict, worst

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from kblink.model import CheckReport, Finding
    from kblink.report.code_words import CodeWords
    from kblink.report.severities import CodeCount

_MESSAGE_LIMIT = 500
_LINK_LIMIT = 300
_AROUND = 60
"""Code points of a line that are shown on each side of the link."""
_OPEN = 300
"""Findings up to which all notes are unfolded."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What all parts of the page are made of."""

    report: CheckReport
    shown: Sequence[Finding]
    codes: Mapping[str, CodeWords]
    line_of: Callable[[str, int], str | None]
    counts: Sequence[CodeCount]


def html_lines(
    report: CheckReport,
    shown: Sequence[Finding],
    codes: Mapping[str, CodeWords],
    line_of: Callable[[str, int], str | None],
) -> Iterator[str]:
    """Yield the page piece by piece: numbers, a map, `shown` findings by note and by code.

    `line_of` gives a line (from 1) of the note at a path, None where it cannot be read.
    """
    page = _Page(report, shown, codes, line_of, count_codes(shown))
    name = escaped(one_line(report.vault.replace("\\", "/").rstrip("/").rpartition("/")[2]))
    yield (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy()}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>Links of {name}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
    )
    yield from _head(page, name)
    if shown:
        yield '<section id="map"><h2>Where they are</h2>\n'
        firsts: dict[str, int] = {}
        for number, finding in enumerate(shown):
            firsts.setdefault(finding.path, number)
        yield from findings_map(shown, firsts)
        yield "</section>\n"
        yield from _by_code(page)
        yield from _by_note(page)
    yield "</body>\n</html>\n"


def _head(page: _Page, name: str) -> Iterator[str]:
    report = page.report
    severities = Counter(finding.severity for finding in report.findings)
    state = worst(report.findings) or "none"
    yield f'<header><p class="kind">Link report</p><h1><bdi>{name}</bdi></h1>\n'
    yield f'<p class="verdict {state}">{escaped(verdict(report))}</p>\n<dl class="numbers">\n'
    for label, number, kind in (
        ("errors", severities["error"], "error"),
        ("warnings", severities["warning"], "warning"),
        ("minor", severities["note"], "note"),
        ("notes", report.notes, ""),
        ("links", report.links, ""),
    ):
        yield f'<div class="{kind}"><dt>{label}</dt><dd>{number:,}</dd></div>\n'
    yield "</dl>\n"
    if likely := sum(likely_repair(finding) is not None for finding in page.shown):
        verb = "has" if likely == 1 else "have"
        yield f'<p class="remark">{likely:,} {verb} a likely target, shown in green.</p>\n'
    if hidden := len(report.findings) - len(page.shown):
        yield (
            f'<p class="remark">{hidden:,} not shown: <code>--severity note</code> shows all.</p>\n'
        )
    if page.shown:
        yield (
            '<nav><a href="#map">Where they are</a> <a href="#codes">By finding</a> '
            '<a href="#notes">By note</a></nav>\n'
        )
    yield "</header>\n"


def _by_code(page: _Page) -> Iterator[str]:
    yield '<section id="codes"><h2>By finding</h2>\n'
    places: dict[str, list[str]] = {item.code: [] for item in page.counts}
    for number, finding in enumerate(page.shown):
        place = escaped(one_line(f"{finding.path}:{finding.span.line}"))
        places[finding.code].append(f'<li><a href="#f{number}"><bdi>{place}</bdi></a></li>\n')
    greatest = max(item.number for item in page.counts)
    for item in page.counts:
        words = page.codes.get(item.code)
        title = escaped(words.title) if words else ""
        width = max(round(100 * item.number / greatest), 1)
        yield (
            f'<details class="code"><summary><span><span class="name">{escaped(item.code)}</span>'
            f'<span class="title">{title}</span></span>'
            f'<span class="number">{item.number:,}</span>'
            f'<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
            f'<rect class="{item.severity}" width="{width}" height="4"/></svg></summary>\n'
        )
        if words:
            yield from (f"<p>{escaped(text)}</p>\n" for text in words.explanation.split("\n\n"))
        if words and words.example:
            yield f"<pre>{escaped(words.example)}</pre>\n"
        yield "<ul>\n"
        yield from places[item.code]
        yield "</ul></details>\n"
    yield "</section>\n"


def _by_note(page: _Page) -> Iterator[str]:
    yield '<section id="notes"><h2>By note</h2>\n'
    unfolded = " open" if len(page.shown) <= _OPEN else ""
    first = 0
    for path, group in groupby(page.shown, key=lambda finding: finding.path):
        findings = [*group]
        yield (
            f'<details class="note"{unfolded}><summary>'
            f'<span class="name"><bdi>{escaped(one_line(path))}</bdi></span>'
            f'<span class="number">{counted(len(findings), "finding")}</span></summary>\n<ol>\n'
        )
        for number, finding in enumerate(findings, start=first):
            yield _item(finding, number, page.line_of)
        first += len(findings)
        yield "</ol></details>\n"
    yield "</section>\n"


def _item(finding: Finding, number: int, line_of: Callable[[str, int], str | None]) -> str:
    span = finding.span
    head = (
        f'<li id="f{number}"><p><span class="place">{span.line}:{span.column}</span> '
        f'<span class="badge {finding.severity}">{finding.severity}</span> '
        f'<span class="name">{escaped(finding.code)}</span> '
        f"<bdi>{escaped(one_line(finding.message, _MESSAGE_LIMIT))}</bdi></p>"
    )
    parts = [head]
    line = line_of(finding.path, span.line) if span.end > span.start else None
    if line is not None:
        parts.append(_excerpt(finding, line))
    elif finding.link is not None:
        link = escaped(one_line(finding.link, _LINK_LIMIT))
        parts.append(f'<p class="line"><mark><bdi>{link}</bdi></mark></p>')
    if (repair := proposed_repair(finding)) is not None:
        kind = "repair likely" if likely_repair(finding) else "repair"
        words = escaped(one_line(repair.replacement, _LINK_LIMIT))
        reason = escaped(one_line(repair.reason, _LINK_LIMIT))
        parts.append(
            f'<p class="{kind}">→&nbsp;<code><bdi>{words}</bdi></code> <span>{reason}</span></p>'
        )
    parts.append("</li>\n")
    return "".join(parts)


def _excerpt(finding: Finding, line: str) -> str:
    """The line of the note with the link marked; of a long one what stands around the link."""
    span = finding.span
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    before, after = line[:start], line[end:]
    head = f"…{before[-_AROUND:]}" if len(before) > _AROUND + 1 else before.lstrip()
    tail = f"{after[:_AROUND]}…" if len(after) > _AROUND + 1 else after
    marked = escaped(one_line(line[start:end], _LINK_LIMIT))
    return (
        f'<p class="line"><bdi>{escaped(one_line(head))}<mark>{marked}</mark>'
        f"{escaped(one_line(tail))}</bdi></p>"
    )
