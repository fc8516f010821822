"""Front matter is read as data, and never trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kblink.markdown.parse import parse_note

if TYPE_CHECKING:
    from kblink.model import Note

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]" for n in range(9)
)


def with_front_matter(yaml: str) -> Note:
    return parse_note("n.md", f"---\n{yaml}\n---\n[[body]]\n").note


def test_aliases_as_list_or_string() -> None:
    assert with_front_matter("aliases: [AI, ИИ]").aliases == ("AI", "ИИ")
    assert with_front_matter("aliases:\n  - One, two\n").aliases == ("One, two",)
    assert with_front_matter("alias: AI").aliases == ("AI",)
    assert with_front_matter("Aliases: [AI]\nTags: [x]").aliases == ("AI",)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2024-09-02", "2024-09-02"),
        ("2024-09-02 23:59:00", "2024-09-02"),
        ('"2024-09-02T10:00"', "2024-09-02"),
        ("yesterday", None),
        ("[2024]", None),
        ("12", None),
    ],
)
def test_date(value: str, day: str | None) -> None:
    assert with_front_matter(f"date: {value}").date == day


@pytest.mark.parametrize("quoted", ['"[[a|B]]"', "'[[a|B]]'", '\n  - "[[a|B]]"'])
def test_quoted_link_in_a_property(quoted: str) -> None:
    link = with_front_matter(f"up: {quoted}").links[0]
    assert (link.kind, link.raw, link.target, link.display) == ("property", "[[a|B]]", "a", "B")


def test_only_a_whole_value_is_a_link() -> None:
    assert [link.kind for link in with_front_matter('up: "see [[a]]"').links] == ["wiki"]


def test_unquoted_link_is_a_problem() -> None:
    assert [p.code for p in with_front_matter("up: [[a]]").problems] == ["unquoted-property-link"]


@pytest.mark.parametrize(
    "yaml",
    [
        "a: [",
        "title: {{title}}",
        "a: @x",
        "date: 2024-13-45",
        "n: " + "9" * 6000,
        "a: " + "[" * 100 + "]" * 100,
        "x: &a 1\ny: *a",
        BOMB,
        "k: v\n" * 15_000,
    ],
    ids=["broken", "template", "at", "date", "digits", "deep", "alias", "bomb", "large"],
)
def test_yaml_that_cannot_be_read_is_a_problem_and_the_body_is_read(yaml: str) -> None:
    note = with_front_matter(yaml)
    assert [problem.code for problem in note.problems] == ["invalid-front-matter"]
    assert [link.target for link in note.links] == ["body"]


def test_unclosed_front_matter_is_text() -> None:
    note = parse_note("n.md", "---\ntitle: T\n\n[[a]]\n").note
    assert note.title_source == "name"
    assert [link.target for link in note.links] == ["a"]


def test_closing_line_may_be_dots_or_crlf() -> None:
    assert parse_note("n.md", "---\r\ntitle: T\r\n...\r\nx").note.title == "T"


def test_a_markdown_link_that_is_a_whole_quoted_value_is_a_link() -> None:
    (link, _) = with_front_matter('up: "[the note](a%20b.md#x)"').links
    assert (link.kind, link.raw, link.target) == ("property", "[the note](a%20b.md#x)", "a b.md")
    assert (link.fragment, link.display, link.span.line, link.span.column) == (
        "x",
        "the note",
        2,
        6,
    )


def test_a_markdown_link_within_a_value_or_without_quotes_is_text() -> None:
    assert len(with_front_matter('up: "see [x](y.md)"').links) == 1
    assert len(with_front_matter("up: [x](y.md)").links) == 1
