"""Findings as JUnit XML, which nearly every CI server shows: a suite a note, a case a finding.

A finding fails its case where it would fail the run; lesser ones are told in a case that passes.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from kblink.report.check_text import finding_line
from kblink.report.clean import one_line
from kblink.report.escape import escaped
from kblink.report.severities import reaches, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kblink.config import FailOn
    from kblink.model import CheckReport, Finding

_LIMIT = 200
_NO_XML = re.compile("[\ufffe\uffff]")  # all else that XML 1.0 forbids, `one_line` replaces


def junit_lines(
    report: CheckReport, shown: Sequence[Finding], *, fail_on: FailOn, prefix: str = ""
) -> Iterator[str]:
    """Yield the document line by line: `shown` findings by note, in their order.

    Where there are none, one case that passes says so: servers take a report without cases for a
    failed one. `prefix` leads from the repository's root to the vault's.
    """
    failures = sum(reaches([finding], fail_on) for finding in shown)
    counts = f'tests="{max(len(shown), 1)}" failures="{failures}" errors="0"'
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="kblink check" {counts}>\n'
    if not shown:
        yield f'  <testsuite name="kblink check" {counts} skipped="0">\n'
        yield f'    <testcase classname="kblink" name="{_text(verdict(report))}"/>\n'
        yield "  </testsuite>\n"
    for path, group in groupby(shown, key=lambda finding: finding.path):
        yield from _suite(prefix + path, [*group], fail_on)
    yield "</testsuites>\n"


def _suite(path: str, findings: Sequence[Finding], fail_on: FailOn) -> Iterator[str]:
    name = _text(path)
    failing = [reaches([finding], fail_on) for finding in findings]
    counts = f'tests="{len(findings)}" failures="{sum(failing)}" errors="0" skipped="0"'
    yield f'  <testsuite name="{name}" {counts}>\n'
    for finding, fails in zip(findings, failing, strict=True):
        line, column = finding.span.line, finding.span.column
        subject = finding.link or finding.message
        case = _text(f"{line}:{column} {finding.code} {one_line(subject, _LIMIT)}")
        yield f'    <testcase classname="{name}" name="{case}" file="{name}" line="{line}">\n'
        words = _text(finding_line(finding))
        if fails:
            message = _text(one_line(finding.message, _LIMIT))
            kind = f'type="{_text(finding.code)}" message="{message}"'
            yield f"      <failure {kind}>{words}</failure>\n"
        else:
            yield f"      <system-out>{words}</system-out>\n"
        yield "    </testcase>\n"
    yield "  </testsuite>\n"


def _text(text: str) -> str:
    """Return text as XML 1.0 can hold it, in an element or an attribute."""
    text = one_line(text)
    return escaped(text if text.isprintable() else _NO_XML.sub("\ufffd", text))
