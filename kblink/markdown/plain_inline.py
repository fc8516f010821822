"""Inline content that holds wiki-links and tags only, scanned without the inline parser.

Nothing else of Markdown's inline syntax can begin in it, so nothing can hide or split a link. It is
most of what holds a link at all; a property test compares its tokens with the parser's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it.token import Token

from kblink.markdown.rules.tag import match_tag
from kblink.markdown.rules.wiki_link import wiki_link_end

if TYPE_CHECKING:
    from collections.abc import Iterator

_START = re.compile(r"!?\[\[|#")


def is_plain_inline(content: str) -> bool:
    """Whether wiki-links and tags are all that can be found in it (without link definitions)."""
    return not (
        "`" in content
        or "](" in content
        or "\\" in content
        or "<" in content
        or "$" in content
        or "://" in content
        or "][" in content
        or "[^" in content
        or "%%" in content
    )


def plain_inline_tokens(content: str) -> Iterator[Token]:
    """Yield the tokens that the inline parser would make of such content, but for text."""
    position = 0
    while match := _START.search(content, position):
        start = match.start()
        tag = match_tag(content, start, len(content))
        end = tag.end() if tag else wiki_link_end(content, start, len(content))
        if end:
            token = Token("tag" if tag else "wiki_link", "", 0)
            token.content = tag[1] if tag else ""
            token.meta = {"start": start, "end": end}
            yield token
        position = end or start + 1
