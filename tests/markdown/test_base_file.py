"""Bases are sources of links: their filters and formulas name notes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.markdown.base_file import parse_base
from kblink.markdown.guarded_yaml import UnreadableYamlError, compose_guarded

BASE = """\
filters:
  or:
    - file.hasTag("tag")
    - and:
        - file.hasLink("Textbook")
        - 'note["assigned-to"].contains(link("people/Аня"))'
    - not:
        - file.inFolder("Required Reading")
formulas:
  chapter: 'link("Chapter", "shown")'
properties:
  formula.chapter:
    displayName: "[[Not a link]]"
summaries:
  same: values.filter(value == link("Book")).length
views:
  - type: table
    name: link("Neither")
    filters:
      and:
        - 'status != "done"'
        - author == "[[Ann|A.]]"
    order:
      - file.name
"""


def targets(expression: str) -> list[str]:
    """What one expression links to, in a block that takes it as it is."""
    note = parse_base("b.base", f"formulas:\n  f: |\n    {expression}\n")
    assert note.problems == ()
    return [link.target for link in note.links]


def test_a_base_is_a_note_named_by_its_file() -> None:
    note = parse_base("dir/Books.base", BASE)
    assert (note.path, note.title, note.title_source) == ("dir/Books.base", "Books", "name")
    assert (note.language, note.problems) == ("und", ())


def test_filters_formulas_and_summaries_name_notes() -> None:
    links = parse_base("b.base", BASE).links
    assert {link.kind for link in links} == {"property"}
    assert [(link.span.line, link.raw, link.target, link.display) for link in links] == [
        (5, "Textbook", "Textbook", None),
        (6, "people/Аня", "people/Аня", None),
        (10, "Chapter", "Chapter", None),
        (15, "Book", "Book", None),
        (22, "[[Ann|A.]]", "Ann", "A."),
    ]
    assert all(BASE[link.span.start : link.span.end] == link.raw for link in links)


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ('link("a")', ["a"]),
        ("link('a').asFile()", ["a"]),
        ('link( "a" , icon("plus"))', ["a"]),
        ('file("dir/a.md").name', ["dir/a.md"]),
        ('file.hasLink(link("[[a#H]]"))', ["a"]),
        ('file(link("[[a]]")) == file("b")', ["a", "b"]),
        ('!this.file.hasLink("[[a]]")', ["a"]),
        ('link("a").linksTo(file("b"))', ["a", "b"]),
        ('type == "[[a]]" && "[[b]]" != type', ["a", "b"]),
        ('tags.containsAny("[[a]]", "[[b]]")', ["a", "b"]),
        ('["[[a]]", "b"].contains(author)', ["a"]),
        ('link("it\'s")', ["it's"]),
        ('link("https://a.io/b")', ["https://a.io/b"]),
    ],
)
def test_literals_that_name_a_note(expression: str, named: list[str]) -> None:
    assert targets(expression) == named


@pytest.mark.parametrize(
    "expression",
    [
        "link(file.name)",
        'link("a" + b)',
        'link(b + "a")',
        'link("")',
        'link("{{title}}")',
        r'link("a\"b")',
        'link("[[" + a + "]]")',
        'foo.link("a")',
        'unlink("a")',
        'hasLink("a")',
        'file.inFolder("a")',
        'file.hasTag("a")',
        'note["[[a]]"] == 1',
        '"see [[a]]"',
        '"[[a]]".replace("[[b]]", "[[c]]")',
        'if(x, "[[a]]", "[[b]]")',
        'x == "[[a]]" + y',
        "x == \"link('a')\"",
        "[[a]].flat()",
        '[[1, 2], [3]].contains("x")',
        'x.replace(/"/, "") + link("a")',
        'link("a\n    b")',
        "x == \"one\n    link('a')\n    two\"",
        'image("a.png")',
    ],
)
def test_what_is_not_clearly_a_name_is_passed_over(expression: str) -> None:
    assert targets(expression) == []


@pytest.mark.parametrize(
    ("scalar", "raw", "target"),
    [
        ('link("a б 😀")', "a б 😀", "a б 😀"),
        ("""'link("it''s")'""", "it''s", "it's"),
        (r'''"link(\"a\")"''', "a", "a"),
        (r'''"link('\u0431 \x41\U0001F600\t/')"''', r"\u0431 \x41\U0001F600\t/", "б A😀\t/"),
        ('''"x ==\n    link('a')"''', "a", "a"),
        ("x ==\n    link('a')", "a", "a"),
        (">-\n    x ==\n    link('a')", "a", "a"),
        ("|  # link('comment')\n    link('a')", "a", "a"),
    ],
)
def test_raw_text_is_the_files_own_in_every_style(scalar: str, raw: str, target: str) -> None:
    text = f"# 😀\r\nformulas:\r\n  f: {scalar}\r\n"
    (link,) = parse_base("b.base", text).links
    assert (link.raw, link.target) == (raw, target)
    assert text[link.span.start : link.span.end] == raw
    assert text[link.span.start - 1] in ("'", '"')


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "views: []", "? [a]\n: b"])
def test_an_empty_base_is_none_the_worse(text: str) -> None:
    note = parse_base("b.base", text)
    assert (note.links, note.problems) == ((), ())


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("views:\n  - [", 2, "did not find expected node content"),
        ("filters: @x", 1, "cannot start any token"),
        ("- a\n- b", 1, "no mapping"),
        ("a: &x 1\nfilters: *x", 1, "aliases are not read"),
        ("filters: " + "[" * 100, 1, "nested too deep"),
        ("# " + "x" * 70_000, 1, "longer than 64 KiB"),
        ("filters: \0", 1, "control characters"),
    ],
)
def test_a_broken_base_is_one_problem_with_its_line(text: str, line: int, words: str) -> None:
    note = parse_base("b.base", text)
    (problem,) = note.problems
    assert (problem.code, problem.span.line, note.links) == ("invalid-base", line, ())
    assert words in problem.message
    assert f"line {line}" in problem.message


@given(
    st.text()
    | st.builds(
        lambda start, length, new: BASE[:start] + new + BASE[start + length :],
        st.integers(0, len(BASE)),
        st.integers(0, 9),
        st.text(st.sampled_from("\"'\\[](),:|>&*!-#? \n\tлu😀")),
    )
)
def test_no_text_raises_and_every_raw_text_is_a_slice(text: str) -> None:
    note = parse_base("b.base", text)
    assert all(text[link.span.start : link.span.end] == link.raw for link in note.links)
    try:
        compose_guarded(text)
    except UnreadableYamlError:
        assert [problem.code for problem in note.problems] == ["invalid-base"]
