"""Inline content of the common kind, scanned without the inline parser.

Wiki-links, tags, code spans and Markdown links of the simple form `[text](destination "title")` are
all that is known here. Wherever more of Markdown's syntax could begin, the scan gives up, and the
parser reads the content; a property test compares the tokens of both.
"""

from __future__ import annotations

import re

from markdown_it.token import Token

from kblink.markdown.rules.tag import match_tag
from kblink.markdown.rules.wiki_link import wiki_link_end

_START = re.compile(r"!?\[|#|`+|://")
_SIMPLE_LINK = re.compile(r"!?\[([^][`#!\n]*)\]\(([^][\s()<>`\"';]*)(?:[ ]+\"[^\"\n`&]*\")?\)")


def plain_inline_tokens(content: str) -> list[Token] | None:
    """Return the tokens that the inline parser would make of content without link definitions, but
    for text; None where only the parser can tell."""
    if _is_complex(content):
        return None
    tokens: list[Token] = []
    position = 0
    while match := _START.search(content, position):
        start, mark = match.start(), match[0]
        position = match.end()
        if mark == "#":
            if tag := match_tag(content, start, len(content)):
                tokens.append(_token("tag", tag[1], start, tag.end()))
                position = tag.end()
        elif mark[0] == "`":
            position = _code_end(content, position, len(mark))
        elif end := mark != "://" and wiki_link_end(content, start, len(content)):
            tokens.append(_token("wiki_link", "", start, end))
            position = end
        elif link := mark != "://" and _SIMPLE_LINK.match(content, start):
            tokens.extend(_link_tokens(link))
            position = link.end()
        elif mark == "://" or content.find("](", start) >= 0:
            return None
    return tokens


def _is_complex(content: str) -> bool:
    return (
        "\\" in content
        or "<" in content
        or "$" in content
        or "][" in content
        or "[^" in content
        or "%%" in content
    )


def _code_end(content: str, position: int, length: int) -> int:
    """Where a code span ends whose opening marks end at `position`; there, if none closes it."""
    for run in re.finditer("`+", content[position:]):
        if run.end() - run.start() == length:
            return position + run.end()
    return position


def _link_tokens(link: re.Match[str]) -> list[Token]:
    if link[0].startswith("!"):
        image = _token("image", link[1], *link.span())
        image.attrs = {"src": link[2]}
        return [image]
    opening = _token("link_open", "", *link.span())
    opening.attrs = {"href": link[2]}
    return [opening, Token("text", "", 0, content=link[1]), Token("link_close", "a", -1)]


def _token(kind: str, content: str, start: int, end: int) -> Token:
    token = Token(kind, "", 0)
    token.content = content
    token.meta = {"start": start, "end": end}
    return token
