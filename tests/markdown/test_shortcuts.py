"""What the shortcuts past markdown-it's rules take, they read as those rules would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from written_texts import texts

from kblink.markdown import read_body, tokens
from kblink.markdown.parse import ParsedNote, parse_note
from kblink.markdown.plain_inline import plain_inline_tokens

if TYPE_CHECKING:
    from pathlib import Path

    from markdown_it.token import Token

_SLOW = tokens._parser(tokens._BLOCK_NESTING)
_SLOW.core.ruler.enableOnly(["normalize", "block"])
_SLOW.block.ruler.disable("shortcut")


def parsed_by_tokens(text: str) -> ParsedNote:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read_body, "_read_in_pieces", lambda *_: False)
        return parse_note("note.md", text)


def parsed_without_shortcuts(text: str) -> ParsedNote:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read_body, "_read_in_pieces", lambda *_: False)
        patch.setattr(tokens, "_block_parser", lambda: _SLOW)
        patch.setattr(tokens, "plain_inline_tokens", lambda _: None)
        return parse_note("note.md", text)


@given(texts)
@example("- a\n- b [[c]]")
@example("a | b\n- | -\n[[x]] | y")
@example("# a | b\n:-|:-\n[[x]] | y")
@example("- a | b\n:-|:-\n[[x]] | y")
@example("> a\nb [[c]]\n- d")
@example("- a\n    - [[b]]\n\n  [[c]]\n- d ^id")
def test_shortcuts_read_what_the_rules_read(text: str) -> None:
    assert parsed_by_tokens(text) == parsed_without_shortcuts(text)


def test_shortcuts_read_real_notes_as_the_rules_do(shared: Path) -> None:
    for file in sorted((shared / "corpora").rglob("*.md"))[::9]:
        text = file.read_text("utf-8-sig", "replace")
        assert parsed_by_tokens(text) == parsed_without_shortcuts(text), file


marks = st.text(alphabet="[]()!#`<>:/\\$%^|ab \n\"';.-", max_size=30)
pieces = st.lists(
    st.one_of(marks, st.sampled_from(["[[a]]", "[t](u)", "https://e.org", "`c`", " #tag ", "%%"])),
    max_size=8,
)


def found(made: list[Token]) -> list[tuple[str, object, object, str]]:
    """What is read of tokens: kind, place, destination, name of a tag or text of a picture."""
    return [
        (
            token.type,
            (token.meta["start"], token.meta["end"]),
            token.attrs.get("href", token.attrs.get("src")),
            token.content if token.type in ("tag", "image") else "",
        )
        for token in made
        if "start" in token.meta and token.type not in ("code_inline", "html_inline")
    ]


@settings(max_examples=500)
@given(pieces.map("".join))
@example("[x] [t](u)")
@example("a ![b [[c]] d")
def test_the_inline_scan_finds_what_the_parser_finds(content: str) -> None:
    scanned = plain_inline_tokens(content)
    if scanned is not None:
        assert found(scanned) == found(tokens.parsed_inline_tokens(content, {}))
