from __future__ import annotations

from examples import BROKEN, CHECKED, CLEAN, HEADING, HOSTILE_FINDING

from kblink.report.check_text import finding_line, summary_line


def test_a_line_has_place_severity_code_message_and_a_likely_repair() -> None:
    assert finding_line(BROKEN) == (
        "models/BERT.md:12:5: error broken-note No note is called “Transfomer”. → [[transformer]]"
    )
    assert finding_line(HEADING).startswith("поиск/Гибридный поиск.md:3:7: error broken-heading ")


def test_an_unlikely_repair_is_not_proposed() -> None:
    unlikely = BROKEN._replace(candidates=(BROKEN.candidates[0]._replace(confidence=0.3),))
    assert finding_line(unlikely).endswith("“Transfomer”.")


def test_a_hostile_finding_is_one_line_without_controls() -> None:
    line = finding_line(HOSTILE_FINDING)
    assert line.isprintable()
    assert "[bold]loud[/bold] [/x] :smile:" in line


def test_a_message_without_end_is_cut() -> None:
    assert len(finding_line(BROKEN._replace(message="x" * 100_000))) < 620


def test_the_summary_counts_by_severity_and_code() -> None:
    assert summary_line(CHECKED) == (
        "2 errors, 1 warning, 1 minor in 13 notes, 87 links "
        "(broken-heading 1, broken-note 1, ambiguous 1, orphan-note 1)"
    )
    assert summary_line(CLEAN) == "nothing to mend in 1 note, 1 link"
