"""Findings as commands to GitHub's runner, which shows them beside the lines of a pull request.

The form: https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kblink.report.check_text import advised_message
from kblink.report.clean import one_line
from kblink.report.quantities import counted
from kblink.report.severities import count_codes, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kblink.model import CheckReport, Finding, Severity

SHOWN_BY_GITHUB = 10
"""Annotations of each kind that GitHub takes from one step of a job; the rest it drops."""

_KINDS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}


def github_lines(
    report: CheckReport, shown: Sequence[Finding], *, prefix: str = ""
) -> Iterator[str]:
    """Yield a command for each finding, as many of a severity as GitHub shows, then the verdict.

    The rest is counted by code. `prefix` leads from the repository's root to the vault's.
    """
    rest: list[Finding] = []
    counts: Counter[Severity] = Counter()
    for finding in shown:
        counts[finding.severity] += 1
        if counts[finding.severity] > SHOWN_BY_GITHUB:
            rest.append(finding)
        else:
            yield f"{_annotation(finding, prefix)}\n"
    if rest:
        codes = ", ".join(f"{item.code} {item.number}" for item in count_codes(rest))
        yield (
            f"{counted(len(rest), 'more finding')} without annotation, since GitHub shows "
            f"{SHOWN_BY_GITHUB} of a kind a step: {codes}\n"
        )
    yield f"{verdict(report)}\n"


def _annotation(finding: Finding, prefix: str) -> str:
    span = finding.span
    values = {"file": prefix + finding.path, "line": str(span.line)}
    if span.end > span.start:
        values["endLine"] = str(span.end_line)
        if span.line == span.end_line:  # GitHub refuses columns over several lines
            values |= {"col": str(span.column), "endColumn": str(span.end_column)}
    values["title"] = finding.code
    properties = ",".join(f"{name}={_property(value)}" for name, value in values.items())
    return f"::{_KINDS[finding.severity]} {properties}::{_data(advised_message(finding))}"


def _data(text: str) -> str:
    return one_line(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
