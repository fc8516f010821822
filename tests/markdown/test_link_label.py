"""Where the label of a link ends: the same as markdown-it finds, but in linear time."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_inline import StateInline

from kblink.markdown import tokens
from kblink.markdown.link_label import label_end

ENV: dict[str, dict[str, dict[str, str]]] = {"references": {"A": {"title": "", "href": "x"}}}
pieces = st.sampled_from(
    [
        "[",
        "[",
        "]",
        "]",
        "![",
        "](u)",
        "](",
        ")",
        "[a]",
        "[[w]]",
        "`",
        "\\",
        "<b>",
        "[^1]",
        "a",
        " ",
    ]
)


def state(text: str) -> StateInline:
    return StateInline(text, tokens._inline_parser(), ENV, [])


@settings(max_examples=400)
@given(st.lists(pieces, max_size=40).map("".join), st.booleans())
@example("[a [b] c](d)", True)
@example("[" * 25 + "a](b)", True)
@example("![a [b](c) ![d](e) ](f)", False)
def test_it_is_where_markdown_it_finds_it(text: str, disable_nested: bool) -> None:
    ours, theirs = state(text), state(text)
    for start, mark in enumerate(text):
        if mark == "[":
            end = label_end(ours, start, disable_nested)
            assert end == parseLinkLabel(theirs, start, disable_nested)
            assert ours.pos == theirs.pos == 0


@pytest.mark.parametrize("shape", ["[^", "[a](", "[[a|[", "![a"])
def test_each_bracket_is_scanned_once(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    skipped = 0
    parser = tokens._inline_parser()
    skip = parser.inline.skipToken

    def counted(state: StateInline) -> None:
        nonlocal skipped
        skipped += 1
        skip(state)

    monkeypatch.setattr(parser.inline, "skipToken", counted)
    for number in (500, 1000):
        skipped = 0
        tokens.parsed_inline_tokens(shape * number, {})
        assert skipped < 6 * len(shape) * number
