from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from examples import AMBIGUOUS, BROKEN, CHECKED, CLEAN, FINDINGS, HEADING, ORPHAN

from kblink.report.severities import at_least, count_codes, reaches, verdict, worst

if TYPE_CHECKING:
    from kblink.config import FailOn
    from kblink.model import Finding


@pytest.mark.parametrize(
    ("fail_on", "finding", "fails"),
    [
        ("error", BROKEN, True),
        ("error", AMBIGUOUS, False),
        ("warning", AMBIGUOUS, True),
        ("warning", ORPHAN, False),
        ("note", ORPHAN, True),
        ("never", BROKEN, False),
    ],
)
def test_a_run_fails_from_a_severity_on(fail_on: FailOn, finding: Finding, fails: bool) -> None:
    assert reaches([finding], fail_on) is fails
    assert reaches([], fail_on) is False


def test_findings_are_shown_from_a_severity_on() -> None:
    assert at_least(FINDINGS, "error") == (BROKEN, HEADING)
    assert at_least(FINDINGS, "warning") == (BROKEN, AMBIGUOUS, HEADING)
    assert at_least(FINDINGS, "note") == FINDINGS


def test_codes_come_by_severity_then_by_number() -> None:
    findings = [ORPHAN, ORPHAN, ORPHAN, AMBIGUOUS, BROKEN, HEADING, HEADING]
    assert count_codes(findings) == [
        ("broken-heading", 2, "error"),
        ("broken-note", 1, "error"),
        ("ambiguous", 1, "warning"),
        ("orphan-note", 3, "note"),
    ]


def test_a_code_counts_as_severe_as_its_worst_finding() -> None:
    minor = BROKEN._replace(severity="note")
    assert count_codes([minor, AMBIGUOUS]) == [
        ("ambiguous", 1, "warning"),
        ("broken-note", 1, "note"),
    ]
    assert count_codes([minor, BROKEN]) == [("broken-note", 2, "error")]


def test_the_verdict_names_what_there_is() -> None:
    assert verdict(CHECKED) == "2 errors, 1 warning, 1 minor in 13 notes, 87 links"
    assert verdict(CLEAN) == "nothing to mend in 1 note, 1 link"
    minor = replace(CLEAN, findings=(ORPHAN, ORPHAN))
    assert verdict(minor) == "nothing to mend, 2 minor in 1 note, 1 link"


def test_the_worst_severity_decides() -> None:
    assert worst([ORPHAN, AMBIGUOUS]) == "warning"
    assert worst([]) is None
