"""What is read from a note's text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kblink.markdown.parse import parse_note

if TYPE_CHECKING:
    from kblink.model import Note


def parse(text: str, path: str = "n.md") -> Note:
    return parse_note(path, text).note


def targets(text: str) -> list[str]:
    return [link.target for link in parse(text).links]


@pytest.mark.parametrize(
    ("raw", "target", "fragment", "display"),
    [
        ("[[a]]", "a", None, None),
        ("[[ a ]]", "a", None, None),
        ("[[a#H#Sub|shown]]", "a", "H#Sub", "shown"),
        ("[[#own]]", "", "own", None),
        (r"[[a\|b|c]]", "a", None, "b|c"),
        ("[[a|]]", "a", None, ""),
        ("[[100%25]]", "100%25", None, None),
        ("[[a|b [c]]]", "a", None, "b [c]"),
        ("[t](a%20b.md?x=1#h%23)", "a b.md", "h#", "t"),
        ("[t](<a b.md>)", "a b.md", None, "t"),
        ("[t](C%23.md)", "C#.md", None, "t"),
        ("[t](./a:b.md)", "./a:b.md", None, "t"),
    ],
)
def test_link_is_split_into_its_parts(
    raw: str, target: str, fragment: str | None, display: str | None
) -> None:
    (link,) = parse(f"x {raw} y").links
    assert (link.raw, link.target, link.fragment, link.display) == (raw, target, fragment, display)


@pytest.mark.parametrize(
    "text",
    [
        "`[[x]]`",
        "```\n[[x]]\n```",
        "~~~\n[[x]]",
        "    [[x]]",
        "- a\n\n      [[x]]",
        "$[[x]]$",
        "$$\n[[x]]\n$$",
        "<!-- [[x]] -->",
        "<div>\n[[x]]\n</div>",
        "<% [[x]] %>",
        r"\[[x]]",
        "[[x\ny]]",
        "[[  ]]",
        "a ``[[x]]`` b",
    ],
)
def test_link_syntax_that_is_no_link(text: str) -> None:
    assert targets(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://a.example/x_(y), or", ["https://a.example/x_(y)"]),
        ("(https://a.example/x).", ["https://a.example/x"]),
        ("https:// nothing", []),
        ("xhttps://a.example", []),
        ("[https://a.example](b.md)", ["b.md"]),
        ("[[https://a.example#x]]", ["https://a.example#x"]),
    ],
)
def test_bare_addresses(text: str, expected: list[str]) -> None:
    assert targets(text) == expected


def test_html_links_anchors_and_their_raw_text() -> None:
    note = parse('<a id="spot"></a> <img src="p.png" alt=">">\n\n<p>\n<a href="b.md#c">x</a>\n</p>')
    assert [(link.kind, link.raw, link.target, link.fragment) for link in note.links] == [
        ("html", '<img src="p.png" alt=">">', "p.png", None),
        ("html", '<a href="b.md#c">', "b.md", "c"),
    ]
    assert note.anchors == ("spot",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a #tag", ["tag"]),
        ("#ai/llm, #теги и #2024год", ["ai/llm", "теги", "2024год"]),
        ("#123 a#b `#c` [x](#d) # e", []),
        ("---\ntags: [one, '#two']\n---\n", ["one", "two"]),
        ("---\ntags: one, two\n---\n", ["one", "two"]),
    ],
)
def test_tags(text: str, expected: list[str]) -> None:
    assert [tag.name for tag in parse(text).tags] == expected


def test_block_ids_stand_at_the_end_of_a_block() -> None:
    blocks = (
        "one ^a",
        "two^no",
        "- item ^b",
        "| t |\n|---|\n| 1 |",
        "^c",
        "mid ^no of",
        "```\n^no\n```",
    )
    text = "\n\n".join(blocks)
    assert [block.id for block in parse(text).blocks] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("text", "title", "source"),
    [
        ("---\ntitle: T\n---\n# H\n", "T", "front-matter"),
        ("text\n\n# H\n", "H", "heading"),
        ("# **Bold** and `code`\n", "Bold and code", "heading"),
        ("## only a second level\n", "my note", "name"),
        ("", "my note", "name"),
        ("---\ntitle: [a]\n---\n", "my note", "name"),
        ("---\ntitle: 2024\n---\n", "2024", "front-matter"),
    ],
)
def test_title(text: str, title: str, source: str) -> None:
    note = parse(text, "folder/my note.md")
    assert (note.title, note.title_source) == (title, source)


def test_headings_with_levels() -> None:
    note = parse("# A\n\nB\n---\n\n### C ###\n\n```\n# no\n```\n\n#no\n")
    assert [(heading.level, heading.text) for heading in note.headings] == [
        (1, "A"),
        (2, "B"),
        (3, "C"),
    ]


def test_raw_blanks_in_a_destination_are_a_problem_but_prose_in_brackets_is_not() -> None:
    note = parse("[t](my note.md) but a[i](the first element) is prose")
    assert [problem.code for problem in note.problems] == ["not-a-link"]


@pytest.mark.parametrize(
    ("text", "language"), [("Привет, BERT", "ru"), ("Hello", "en"), ("123", "und")]
)
def test_language_by_script(text: str, language: str) -> None:
    assert parse(text).language == language


def test_deep_nesting_is_read_to_its_end() -> None:
    depth = 60
    text = "\n".join("  " * level + f"- [[n{level}]]" for level in range(depth))
    assert len(targets(text)) == depth


@pytest.mark.parametrize(
    "text", ["[" * 50_000, "![[" * 20_000, ">" * 50_000, "- " * 50_000, "$" * 20_000, "`" * 50_001]
)
def test_hostile_repetition_ends(text: str) -> None:
    assert parse(text).path == "n.md"


def test_a_backslash_belongs_to_the_separator_and_else_to_the_target() -> None:
    (escaped, plain) = parse_note("n.md", r"[[a\|b]] [[a\]]").note.links
    assert (escaped.target, escaped.display) == ("a", "b")
    assert (plain.target, plain.display) == ("a\\", None)


@pytest.mark.parametrize("text", ["%%[[x]]%%", "%%\n\n[[x]]\n\n%%", "- a\n  %%\n  [[x]]\n  %%"])
def test_links_in_comments_are_told_from_others(text: str) -> None:
    (link,) = parse_note("n.md", text).note.links
    assert link.commented
    assert text[link.span.start : link.span.end] == link.raw == "[[x]]"


def test_a_comment_that_never_ends_reaches_to_the_end_of_the_note() -> None:
    (link,) = parse_note("n.md", "%%\n[[x]]").note.links
    assert link.commented
