"""Findings as a person sees them, each under the line that it is about."""

from __future__ import annotations

from dataclasses import replace

import pytest
from examples import (
    AMBIGUOUS,
    BROKEN,
    CHECKED,
    CLEAN,
    FINDINGS,
    ORPHAN,
    line_of,
)
from rendering import on_terminal, plain

from kblink.model import Candidate, CheckReport, Finding, Span
from kblink.report.check_summary import summary
from kblink.report.check_terminal import grouped_findings
from kblink.report.severities import at_least


def shown(*findings: Finding, line: str | None = None, width: int = 100) -> str:
    return plain(*grouped_findings(findings, line_of=lambda *_: line), width=width)


def test_findings_are_grouped_by_note_and_marked_in_their_lines() -> None:
    assert plain(*grouped_findings(at_least(FINDINGS, "warning"), line_of=line_of)) == (
        "models/BERT.md  2 findings\n"
        "  12:5  error  broken-note  No note is called “Transfomer”.\n"
        "  12 │ See [[Transfomer]] first.\n"
        "     │     ^^^^^^^^^^^^^^\n"
        "     → [[transformer]]  typo, 93 %  and 1 more\n"
        "  40:1  warning  ambiguous  Two notes are called “attention”: models/attention.md, "
        "old/attention.md.\n"
        "  40 │ [[attention]] is the heart of it.\n"
        "     │ ^^^^^^^^^^^^^\n"
        "\n"
        "поиск/Гибридный поиск.md  1 finding\n"
        "  3:7  error  broken-heading  “Слияние.md” has no heading “Вессы”.\n"
        "  3 │     - 日本 [[Слияние#Вессы|веса]]\n"
        "    │            ^^^^^^^^^^^^^^^^^^^^^^\n"
        "    → [[Слияние#Веса|веса]]  typo, 90 %\n"
        "\n"
    )


def test_a_line_that_cannot_be_read_gives_way_to_the_link() -> None:
    assert shown(BROKEN).splitlines()[2:] == [
        "    [[Transfomer]]",
        "     → [[transformer]]  typo, 93 %  and 1 more",
        "",
    ]


def test_a_finding_on_a_file_as_a_whole_shows_no_line() -> None:
    assert shown(ORPHAN, line="# Stray") == (
        "stray.md  1 finding\n  1:1  note  orphan-note  No note links here.\n\n"
    )


def test_a_link_over_several_lines_is_marked_to_the_end_of_the_first() -> None:
    finding = BROKEN._replace(span=Span(4, 30, 1, 5, 2, 9), candidates=())
    assert shown(finding, line="See [a long").splitlines()[2:4] == [
        "  1 │ See [a long",
        "    │     ^^^^^^^",
    ]


def test_a_long_message_stands_below_and_is_wrapped() -> None:
    lines = shown(BROKEN._replace(message="many words " * 12), width=60).splitlines()
    assert lines[1] == "  12:5  error  broken-note"
    assert lines[2].startswith("    many words many words")
    assert lines[3].startswith("    ")


def test_a_long_candidate_is_wrapped_behind_its_arrow() -> None:
    best = Candidate("x.md", "[[" + "folder/" * 8 + "x]]", 0.9, "wrong folder")
    lines = shown(BROKEN._replace(candidates=(best,)), width=50).splitlines()
    assert lines[-3].startswith("     → [[folder/folder/")
    assert lines[-2].startswith("       ")


def test_on_a_terminal_severity_link_and_candidate_have_their_colours() -> None:
    text = on_terminal(*grouped_findings(FINDINGS, line_of=line_of))
    assert "\x1b[1;31merror\x1b[0m" in text
    assert "\x1b[1m[[Transfomer]]\x1b[0m" in text
    assert "\x1b[32m[[transformer]]\x1b[0m" in text


def test_the_summary_gives_verdict_counts_and_what_is_not_shown() -> None:
    assert plain(summary(CHECKED, at_least(FINDINGS, "warning"))) == (
        "✗ 2 errors, 1 warning, 1 minor in 13 notes, 87 links\n"
        "  broken-heading  1  ━━━━━━━━━━━━━━━━━━━━━━━━\n"
        "  broken-note     1  ━━━━━━━━━━━━━━━━━━━━━━━━\n"
        "  ambiguous       1  ━━━━━━━━━━━━━━━━━━━━━━━━\n"
        "  orphan-note     1  ━━━━━━━━━━━━━━━━━━━━━━━━\n"
        "  2 have a likely target\n"
        "  1 not shown: --severity note shows all\n"
    )


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (CLEAN, "✓ nothing to mend in 1 note, 1 link\n"),
        (replace(CLEAN, findings=(AMBIGUOUS,)), "! 1 warning in 1 note, 1 link\n"),
        (replace(CLEAN, findings=(ORPHAN,)), "✓ nothing to mend, 1 minor in 1 note, 1 link\n"),
    ],
)
def test_the_sign_of_the_verdict_follows_the_worst_finding(report: CheckReport, line: str) -> None:
    assert plain(summary(report, report.findings)).startswith(line)


def with_candidates(*confidences: float) -> CheckReport:
    found = tuple(Candidate(f"{value}.md", "[[x]]", value, "typo") for value in confidences)
    return replace(CLEAN, findings=(BROKEN._replace(candidates=found),))


@pytest.mark.parametrize(
    ("confidences", "likely"),
    [((0.95,), True), ((0.95, 0.9), True), ((0.9, 0.9), False), ((0.6,), False), ((), False)],
)
def test_a_target_is_likely_where_one_candidate_is_confident_and_ahead(
    confidences: tuple[float, ...], likely: bool
) -> None:
    report = with_candidates(*confidences)
    assert ("1 has a likely target" in plain(summary(report, report.findings))) is likely


@pytest.mark.parametrize(("notes", "named"), [(10, False), (11, True)])
def test_of_many_notes_those_with_most_findings_are_named(notes: int, named: bool) -> None:
    paths = [f"{number:02}.md" for number in range(notes)] + ["07.md", "07.md", "03.md"]
    findings = tuple(BROKEN._replace(path=path) for path in paths)
    text = plain(summary(replace(CLEAN, findings=findings), findings))
    tail = f"  in {notes} notes, most in\n  3  07.md\n  2  03.md\n  1  00.md\n"
    assert text.endswith(tail) is named
    assert ("07.md" in text) is named
