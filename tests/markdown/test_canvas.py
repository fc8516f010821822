r"""Canvases are sources of links: on text cards, file cards, link cards and behind groups."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.markdown.canvas import parse_canvas
from kblink.markdown.parse import parse_note


def canvas_of(*cards: dict[str, Any], indent: int | None = None, ascii_only: bool = False) -> str:
    nodes = [{"id": str(number), "x": 0, "y": 0, **card} for number, card in enumerate(cards)]
    return json.dumps({"nodes": nodes, "edges": []}, ensure_ascii=ascii_only, indent=indent)


def text_card(text: str) -> dict[str, str]:
    return {"type": "text", "text": text}


def test_a_canvas_is_a_note_named_by_its_file() -> None:
    note = parse_canvas("plans/Mind map.canvas", canvas_of())
    assert (note.path, note.title) == ("plans/Mind map.canvas", "Mind map")
    assert (note.title_source, note.language, note.problems) == ("name", "und", ())


def test_links_on_a_text_card_keep_their_kinds() -> None:
    text = "[[a#H|shown]] ![[b.png]] [c](d%20e.md) ![f](g.png) <https://h.io> [i]\n\n[i]: j.md"
    links = parse_canvas("w.canvas", canvas_of(text_card(text))).links
    assert [(link.kind, link.target, link.fragment, link.display) for link in links] == [
        ("wiki", "a", "H", "shown"),
        ("embed", "b.png", None, None),
        ("markdown", "d e.md", None, "c"),
        ("image", "g.png", None, "f"),
        ("markdown", "https://h.io", None, "https://h.io"),
        ("reference", "j.md", None, "i"),
    ]


@pytest.mark.parametrize(
    ("card", "raw", "target", "fragment", "external"),
    [
        ({"type": "file", "file": "dir/a.md"}, "dir/a.md", "dir/a.md", None, False),
        ({"type": "file", "file": "a.md", "subpath": "#H#^i"}, "a.md", "a.md", "H#^i", False),
        ({"type": "file", "file": "a.md", "subpath": ""}, "a.md", "a.md", None, False),
        ({"type": "file", "file": "C#: x.md"}, "C#: x.md", "C#: x.md", None, False),
        ({"type": "file", "file": 'a"b.md'}, r"a\"b.md", 'a"b.md', None, False),
        ({"type": "link", "url": "https://x.io/#y"}, *["https://x.io/#y"] * 2, None, True),
        ({"type": "group", "background": "bg.png"}, "bg.png", "bg.png", None, False),
        ({"type": "group", "background": "https://x.io/b"}, *["https://x.io/b"] * 2, None, True),
    ],
)
def test_cards_that_are_a_link(
    card: dict[str, Any], raw: str, target: str, fragment: str | None, external: bool
) -> None:
    text = canvas_of(card)
    (link,) = parse_canvas("w.canvas", text).links
    assert (link.kind, link.raw, link.target) == ("canvas", raw, target)
    assert (link.fragment, link.external) == (fragment, external)
    assert text[link.span.start - 1 : link.span.end + 1] == f'"{raw}"'


@pytest.mark.parametrize(
    "card",
    [
        {"type": "text", "text": 5},
        {"type": "text"},
        {"type": ["text"], "text": "[[a]]"},
        {"type": "sticker", "file": "a.md"},
        {"file": "a.md"},
        {"type": "file", "file": None},
        {"type": "group", "label": "[[a]]"},
    ],
)
def test_what_is_no_card_of_the_format_is_passed_over(card: dict[str, Any]) -> None:
    note = parse_canvas("w.canvas", canvas_of(card, text_card("[[seen]]")))
    assert ([link.target for link in note.links], note.problems) == (["seen"], ())


def test_raw_text_is_the_files_own() -> None:
    table = '| x | y |\n|---|---|\n| [[план\\|p]] | ![[a "q" 😀.png]] |'
    links = parse_canvas("w.canvas", canvas_of(text_card(table), ascii_only=True)).links
    assert [(link.raw, link.target) for link in links] == [
        (r"[[\u043f\u043b\u0430\u043d\\|p]]", "план"),
        (r"![[a \"q\" \ud83d\ude00.png]]", 'a "q" 😀.png'),
    ]


def test_lines_and_columns_are_those_of_the_file() -> None:
    text = '{"nodes": [\r\n\t{"type": "text",\r\n\t"text": "1\\n\\u0441 [[a]]"}]}'
    (link,) = parse_canvas("w.canvas", text).links
    assert (link.span.line, link.span.column, link.span.end_column) == (3, 21, 26)


def test_a_card_has_no_front_matter() -> None:
    note = parse_canvas("w.canvas", canvas_of(text_card("---\n[[a]]: {{x}}\n---\n[[b]]")))
    assert ([link.raw for link in note.links], note.problems) == (["[[a]]", "[[b]]"], ())


def test_problems_on_a_card_stand_at_their_place() -> None:
    text = canvas_of(text_card("один\n[t](my file.md)"), ascii_only=True)
    (problem,) = parse_canvas("w.canvas", text).problems
    assert problem.code == "not-a-link"
    assert text[problem.span.start : problem.span.end] == "[t](my file.md)"


def test_an_undefined_reference_is_none_on_a_card() -> None:
    assert parse_canvas("w.canvas", canvas_of(text_card("[a][b] - [ ] todo"))).problems == ()


@pytest.mark.parametrize("text", ["", " \n", "{}", '{"nodes": []}', '{"edges": [{"a": 1}]}'])
def test_an_empty_canvas_is_none_the_worse(text: str) -> None:
    note = parse_canvas("w.canvas", text)
    assert (note.links, note.problems) == ((), ())


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ('{"nodes": [\n{"type": "text",}]}', 2, 17, "Expecting property name"),
        ('{"nodes": [{"type": "file", "file": "a.md"}', 1, 44, "Expecting ',' delimiter"),
        ('{"nodes": [\n1, NaN]}', 2, 4, "NaN is no JSON"),
        ("[]", 1, 1, "no object"),
        ('"[[a]]"', 1, 1, "no object"),
        ('{"nodes": {"a": 1}}', 1, 1, "no list"),
        ('{"nodes": ' + "[" * 100_000, 1, 1, "nested too deep"),
    ],
)
def test_a_broken_canvas_is_one_problem_with_its_place(
    text: str, line: int, column: int, words: str
) -> None:
    note = parse_canvas("w.canvas", text)
    (problem,) = note.problems
    assert (problem.code, note.links) == ("invalid-canvas", ())
    assert (problem.span.line, problem.span.column) == (line, column)
    assert words in problem.message
    assert f"line {line}" in problem.message


def test_lone_surrogates_do_not_leave_the_file() -> None:
    (link,) = parse_canvas("w.canvas", r'{"nodes": [{"type": "file", "file": "\ud83d.md"}]}').links
    assert (link.raw, link.target) == (r"\ud83d.md", "\ufffd.md")


CARD_TEXTS = st.lists(
    st.sampled_from(["[[a]]", "![[б 😀.png|x]]", '[[q"\\|d]]', "[t](u.md)", "[t](u v.md)"])
    | st.sampled_from(["| a | b |\n|---|---|\n| [[x\\|y]] | z |\n", "> ", "- ", "\n\n", "---\n"])
    | st.text(st.characters(codec="utf-8") | st.sampled_from('\\"\n\r\t[]!|`')),
).map("".join)


@given(st.lists(CARD_TEXTS), st.booleans(), st.sampled_from([None, 0, 3]))
def test_every_slice_decodes_to_the_link_as_the_card_has_it(
    cards: list[str], ascii_only: bool, indent: int | None
) -> None:
    text = canvas_of(*map(text_card, cards), indent=indent, ascii_only=ascii_only)
    note = parse_canvas("w.canvas", text)
    on_cards = [parse_note("", f"\n{card}").note for card in cards]
    links = [link for card in on_cards for link in card.links]
    assert all(text[link.span.start : link.span.end] == link.raw for link in note.links)
    assert [json.loads(f'"{link.raw}"') for link in note.links] == [link.raw for link in links]
    assert [(link.kind, link.target) for link in note.links] == [
        (link.kind, link.target) for link in links
    ]
    for problem in note.problems:
        piece = json.loads(f'"{text[problem.span.start : problem.span.end]}"')
        assert any(piece in card for card in cards)


@given(st.text(st.characters(codec="utf-8"), min_size=1), st.booleans())
def test_a_link_between_any_words_is_found(words: str, ascii_only: bool) -> None:
    plain = "".join(character for character in words if character.isalnum()) or "x"
    text = canvas_of(
        text_card(f'"{plain}\\\\"\n\n{plain} [[{plain}]] 😀\t{plain}'), ascii_only=ascii_only
    )
    (link,) = parse_canvas("w.canvas", text).links
    assert json.loads(f'"{link.raw}"') == f"[[{plain}]]"


VALID = canvas_of(
    text_card('see [[бета|\\"]] 😀 ![[p.png]]'),
    {"type": "file", "file": "a.md", "subpath": "#h"},
    {"type": "group", "background": "b.png"},
    ascii_only=True,
)


@given(
    st.text()
    | st.builds(
        lambda start, length, new: VALID[:start] + new + VALID[start + length :],
        st.integers(0, len(VALID)),
        st.integers(0, 9),
        st.text(st.sampled_from('{}[]",:\\ud8\n\r é😀[]')),
    )
)
def test_no_text_raises_and_every_raw_text_is_a_slice(text: str) -> None:
    note = parse_canvas("w.canvas", text)
    assert all(text[link.span.start : link.span.end] == link.raw for link in note.links)
