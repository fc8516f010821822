"""Spans are exact whatever stands around a link."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.markdown.parse import parse_note
from kblink.markdown.positions import read_lines

if TYPE_CHECKING:
    from kblink.model import Link

LINE_END = re.compile(r"\r\n?|\n")

CONTAINERS = st.lists(
    st.sampled_from(["> ", ">", "- ", "* ", "1. ", "12) ", "  - ", ">\t", "-\t", "[^n]: ", "## "]),
    max_size=4,
).map("".join)
PROSE = st.sampled_from(
    ["", "слово ", "word, ", "🚀 ", "é (combining) ", "\t", "a\u00a0b ", "| ", "\\* ", "*em* "]
)
LINKS = st.sampled_from(
    ["[[x]]", "![[x.png]]", "[[a b|c d]]", "[[y#H|z]]", "[t](u.md)", "![i](p.png)", "<https://e.x>"]
)
LINES = st.tuples(CONTAINERS, PROSE, LINKS, PROSE).map("".join) | st.sampled_from(
    [
        "",
        "",
        "text",
        "---",
        "| a | b |",
        "| - | - |",
        "| [[k\\|m]] | [[n]] |",
        "```",
        "    code",
        "%%",
    ]
)
TEXTS = st.tuples(st.lists(LINES, max_size=12), st.sampled_from(["\n", "\r\n", "\r"])).map(
    lambda parts: parts[1].join(parts[0])
)


def assert_exact(text: str, link: Link) -> None:
    span = link.span
    assert text[span.start : span.end] == link.raw
    lines = LINE_END.split(text)
    if span.line == span.end_line:
        assert lines[span.line - 1][span.column - 1 : span.end_column - 1] == link.raw
    else:
        first = LINE_END.split(link.raw)[0]
        assert lines[span.line - 1][span.column - 1 :] == first


@given(TEXTS)
def test_slice_at_span_is_the_raw_link(text: str) -> None:
    for link in parse_note("n.md", text).note.links:
        assert_exact(text, link)
        assert re.fullmatch(r"!?\[\[.*\]\]|!?\[.*\]\(.*\)|<.*>|https?://.*", link.raw, re.DOTALL)


@given(st.text(alphabet="[]|!#()<>`$%\\ \n\t-*>ab1é😀\u0301~^:/", max_size=80))
def test_any_text_parses_and_its_spans_are_exact(text: str) -> None:
    note = parse_note("n.md", text).note
    for link in note.links:
        assert_exact(text, link)
    for heading in note.headings:
        assert text[heading.span.start : heading.span.end] == heading.text.replace("\n", "\n")
    for tag in note.tags:
        assert text[tag.span.start : tag.span.end] == f"#{tag.name}"


@pytest.mark.parametrize(
    ("text", "raw", "line", "column"),
    [
        ("See [[b]].", "[[b]]", 1, 5),
        ("один\n\n> цитата\n> [[b]]", "[[b]]", 4, 3),
        ("- x\n  - y [[b]]", "[[b]]", 2, 7),
        ("-\tx [[b]]", "[[b]]", 1, 5),
        ("1.  a\n\n\t[[b]]", "[[b]]", 3, 2),
        ("🚀🚀 [[b]]", "[[b]]", 1, 4),
        ("é́ [[b]]", "[[b]]", 1, len("é́ ") + 1),
        ("a\r\nb [[b]]\r\n", "[[b]]", 2, 3),
        ("## About [[b]] ##", "[[b]]", 1, 10),
        ("About [[b]]\n====", "[[b]]", 1, 7),
        ("> - ## See [[b]]", "[[b]]", 1, 12),
        ("| a | b |\n|---|---|\n| x\\|y | [[b\\|c]] |", r"[[b\|c]]", 3, 10),
        ("> | a | b |\n> |---|---|\n> | | [[b]] |", "[[b]]", 3, 7),
        ("a | b\n--|--\nx | [[b]]", "[[b]]", 3, 5),
        ("- | a |\n  |---|\n  | [[b]] |", "[[b]]", 3, 5),
        ("> [[b]]|\n---", "[[b]]", 1, 3),
        ("[^n]: | a |\n    |---|\n    | [[b]] |", "[[b]]", 3, 7),
        ("a | b\n--|--\n- x | [[b]]", "[[b]]", 3, 7),
        ("Text[^1]\n\n[^1]: see [[b]]", "[[b]]", 3, 11),
        ("lazy\n> quote\ngoes on [[b]]", "[[b]]", 3, 9),
        ('---\nключ: "[[b]]"\n---\n', "[[b]]", 2, 8),
        ("**bold [[b]]**", "[[b]]", 1, 8),
        ("[![alt](p.png)](b.md)", "![alt](p.png)", 1, 2),
        ("NUL \0 [[b]]", "[[b]]", 1, 7),
    ],
)
def test_line_and_column_of_a_link(text: str, raw: str, line: int, column: int) -> None:
    links = [link for link in parse_note("n.md", text).note.links if link.raw == raw]
    assert [(link.span.line, link.span.column) for link in links] == [(line, column)]


def test_link_over_two_lines_spans_both() -> None:
    text = "> see [a\n> b](c.md) end"
    (link,) = parse_note("n.md", text).note.links
    assert link.raw == "[a\n> b](c.md)"
    assert (link.span.line, link.span.end_line, link.span.end_column) == (1, 2, 11)


def test_lines_end_at_lf_crlf_and_lone_cr() -> None:
    source = read_lines("a\nb\r\nc\rd")
    assert [source.line(index) for index in range(4)] == ["a", "b", "c", "d"]


@pytest.mark.parametrize("blank", ["\u00a0", "\u2003", "\u3000", "\u2028", "\x1f", "\ufeff"])
@pytest.mark.parametrize(
    "shape",
    [
        "_[[a]]_",
        "_[[a]]_\n---",
        "# _[[a]]_#_",
        "- _[[a]]_",
        "> x_\n> _[[a]]_\n> _y",
        "| x |\n|---|\n|_[[a]]_|",
        "_| x |_\n|---|\n_| [[a]]_ |_",
        "| x |\n|---|\n_[[a]]_",
    ],
)
def test_blanks_of_any_script_around_a_link_move_nothing(shape: str, blank: str) -> None:
    text = shape.replace("_", blank)
    assert {link.raw for link in parse_note("n.md", text).note.links} <= {"[[a]]"}
