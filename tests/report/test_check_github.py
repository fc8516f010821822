from __future__ import annotations

import re

from examples import BROKEN, CHECKED, FINDINGS, HOSTILE_FINDING, ORPHAN

from kblink.report.check_github import SHOWN_BY_GITHUB, github_lines

COMMAND = re.compile(r"::(error|warning|notice) ((?:\w+=[^:,\n]*,?)+)::([^\n]*)\n")


def test_a_finding_is_a_command_with_its_place() -> None:
    lines = list(github_lines(CHECKED, FINDINGS, prefix="docs/"))
    assert "".join(lines) == (
        "::error file=docs/models/BERT.md,line=12,endLine=12,col=5,endColumn=19,title=broken-note::"
        "No note is called “Transfomer”. → [[transformer]]\n"
        "::warning file=docs/models/BERT.md,line=40,endLine=40,col=1,endColumn=14,title=ambiguous::"
        "Two notes are called “attention”: models/attention.md, old/attention.md.\n"
        "::error file=docs/поиск/Гибридный поиск.md,line=3,endLine=3,col=7,endColumn=32,"
        "title=broken-heading::“Слияние.md” has no heading “Вессы”. → [[Слияние#Веса|веса]]\n"
        "::notice file=docs/stray.md,line=1,title=orphan-note::No note links here.\n"
        "2 errors, 1 warning, 1 minor in 13 notes, 87 links\n"
    )


def test_what_github_would_drop_is_counted_by_code() -> None:
    many = [BROKEN] * (SHOWN_BY_GITHUB + 3) + [ORPHAN] * SHOWN_BY_GITHUB
    lines = list(github_lines(CHECKED, many))
    assert sum(line.startswith("::error ") for line in lines) == SHOWN_BY_GITHUB
    assert sum(line.startswith("::notice ") for line in lines) == SHOWN_BY_GITHUB
    assert lines[-2] == (
        "3 more findings without annotation, since GitHub shows 10 of a kind a step: "
        "broken-note 3\n"
    )


def test_over_several_lines_there_are_no_columns() -> None:
    span = BROKEN.span._replace(end_line=13)
    line = next(github_lines(CHECKED, [BROKEN._replace(span=span)]))
    assert "line=12,endLine=13,title" in line


def test_a_note_cannot_give_commands_to_the_runner() -> None:
    finding = HOSTILE_FINDING._replace(
        path="a,line=1::b%0A\r\n::add-mask::x.md",
        message="50% done%0A\n::set-output name=x::y\n##[add-mask]z",
    )
    line, verdict = github_lines(CHECKED, [finding])
    match = COMMAND.fullmatch(line)
    assert match
    assert "file=a%2Cline=1%3A%3Ab" in match[2]
    assert "%250A" in match[2]
    assert match[3].startswith("50%25 done%250A ::set-output")
    assert not verdict.startswith("::")
