"""What reading one note finds wrong with it, besides its links' targets."""

from __future__ import annotations

import pytest

from kblink.markdown.parse import parse_note


def problems(text: str) -> list[tuple[str, str]]:
    """Code and raw text of each problem."""
    found = parse_note("note.md", text).note.problems
    return [(problem.code, text[problem.span.start : problem.span.end]) for problem in found]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("see [text][nowhere] here", "[text][nowhere]"),
        ("see [nowhere][] here", "[nowhere][]"),
        ("| a |\n|---|\n| ![x][y] |", "![x][y]"),
    ],
)
def test_a_reference_without_definition_is_reported(text: str, place: str) -> None:
    assert problems(text) == [("undefined-reference", place)]


@pytest.mark.parametrize(
    "text",
    [
        "[text][label]\n\n[label]: note.md",
        "[LABEL][]\n\n[label]: note.md",
        "a shortcut [label] may be prose",
        "`[a][b]`",
        "a[i][j] and f(x)[0][1]",
        "[^1][^2]",
        "- [ ][x]",
        "[[a]][b]",
        "\\[a][b]",
    ],
)
def test_brackets_that_are_no_undefined_reference_are_left_alone(text: str) -> None:
    assert problems(text) == []


def test_the_second_definition_of_a_label_is_reported() -> None:
    text = "[x]\n\n[x]: a.md\n\n> [X]: b.md"
    assert problems(text) == [("duplicate-definition", "[X]: b.md")]


def test_a_definition_that_nothing_refers_to_is_reported() -> None:
    assert problems("[x]: a.md") == [("unused-definition", "[x]: a.md")]


@pytest.mark.parametrize(
    "text",
    [
        "![x]\n\n[x]: a.png",
        "# Heading with [x][]\n\n[x]: a.md",
        "[[x]]\n\n[x]: a.md",
        "[[x|shown]]\n\n[x|shown]: a.md",
        "[//]: # (a comment)\n[//]: # (another)",
    ],
)
def test_definitions_that_serve_a_purpose_are_left_alone(text: str) -> None:
    assert problems(text) == []


def test_the_second_block_of_an_id_is_reported_whatever_its_case() -> None:
    assert problems("one ^id\n\ntwo ^ID\n\nthree ^other") == [("duplicate-block", "^ID")]


@pytest.mark.parametrize("text", ["#\u00a0Title", "text\n\n###\u202fTitle"])
def test_a_no_break_space_behind_the_marks_is_reported(text: str) -> None:
    ((code, place),) = problems(text)
    assert (code, place.strip("#")) == ("nbsp-heading", text[-6])


def test_tags_and_code_are_no_headings_with_a_wrong_blank() -> None:
    assert problems("#tag\u00a0x\n\n```\n#\u00a0x\n```") == []


def test_a_definition_is_named_as_it_is_written() -> None:
    (problem,) = parse_note("note.md", "[The Label]: a.md").note.problems
    assert problem.message == "nothing refers to 'The Label'"
