"""What a reader sees of a note, links as plain text: two notes of which it is the same differ in
their links alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kblink.markdown.rules.wiki_link import split_wiki_link
from kblink.markdown.tokens import block_tokens, shown_inline_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from kblink.markdown.parse import ParsedNote

_MARK = "\0"
"""Stands in front of what is no text: markdown-it leaves no NUL in one."""
_OF_LINKS = frozenset({"link_open", "link_close"})


class ShownText:
    """A note as it is shown: its `pieces`, text and marks of structure in one string, and the lines
    (from 1) that are in `tables`."""

    def __init__(self, parsed: ParsedNote) -> None:
        env: dict[str, Any] = {}
        tokens = block_tokens(_body(parsed), env, every=True)
        self.tables = frozenset(
            line + 1
            for token in tokens
            if token.type == "table_open" and token.map
            for line in range(*token.map)
        )
        self.pieces = "".join(piece for token in tokens for piece in _of_block(token, env))


def _body(parsed: ParsedNote) -> str:
    """The text with the lines of its front matter emptied."""
    source = parsed.source
    start = (*source.starts, len(source.text))[parsed.body_line]
    return "\n" * parsed.body_line + source.text[start:]


def _of_block(token: Token, env: dict[str, Any]) -> Iterator[str]:
    if token.type == "inline":
        for each in shown_inline_tokens(token.content, env):
            yield _of_inline(each, token.content)
    else:
        yield f"{_MARK}{token.type} {token.tag} {token.info}{_MARK}{token.content}"


def _of_inline(token: Token, content: str) -> str:
    if token.type == "text":
        return token.content
    if token.type in _OF_LINKS:
        return ""
    start = token.meta.get("start")
    raw = token.content if start is None else content[start : token.meta["end"]]
    if token.type != "wiki_link" or raw.startswith("!"):
        return f"{_MARK}{token.type} {raw}{_MARK}"
    target, fragment, display = split_wiki_link(raw)
    return display or (target if fragment is None else f"{target}#{fragment}")
