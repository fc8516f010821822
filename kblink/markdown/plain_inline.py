"""Inline content of the common kind, scanned without the inline parser.

Wiki-links, tags, code spans, web addresses and Markdown links of the simple form
`[text](destination "title")` are all that is known here. Wherever more of Markdown's syntax could
begin, the scan gives up, and the parser reads the content; a property test compares the two.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

from markdown_it.token import Token

from kblink.markdown.rules.bare_url import LONGEST_SCHEME, match_bare_url
from kblink.markdown.rules.tag import match_tag
from kblink.markdown.rules.wiki_link import wiki_link_end

_START = re.compile(r"!?\[|#|`+|://|[\\$]|%%|<(?=[A-Za-z/!?%])")
_BACKTICKS = re.compile("`+")
_SIMPLE_LINK = re.compile(
    r"!?\[([^][`#!\n\\$<&%:]*)\]\(([^][\s()<>`\"';\\]*)(?:[ ]+\"[^\"\n`&\\]*\")?\)"
)
_NO_LINK = re.compile(r"!?\[(?!\^)[^][`\\$<]*\](?![(\[])")


def plain_inline_tokens(content: str) -> list[Token] | None:
    """Return the tokens that the inline parser would make of content without link definitions, but
    for text; None where only the parser can tell."""
    tokens: list[Token] = []
    position = behind = 0  # where to look on, and where the last token ends
    while match := _START.search(content, position):
        mark = match[0]
        if mark[0] == "`":
            position = _code_end(content, match.end(), len(mark))
            behind = position if position > match.end() else behind
            continue
        found = _READERS.get(mark, _nothing)(content, match.start(), behind)
        if found is None:
            return None
        tokens.extend(found[0])
        position, behind = found[1], found[1] if found[0] else behind
    return tokens


_Found: TypeAlias = "tuple[list[Token], int] | None"


def _nothing(_content: str, _start: int, _behind: int) -> _Found:
    return None


def _tag(content: str, start: int, _behind: int) -> _Found:
    tag = match_tag(content, start, len(content))
    if tag is None:
        return [], start + 1
    return [_token("tag", tag[1], start, tag.end())], tag.end()


def _address(content: str, start: int, behind: int) -> _Found:
    before = content[max(behind, start - LONGEST_SCHEME) : start]
    bounds = match_bare_url(content, start, before, len(content))
    if bounds is None:
        return [], start + 1
    return [_token("bare_url", "", *bounds)], bounds[1]


def _link(content: str, start: int, _behind: int) -> _Found:
    if end := wiki_link_end(content, start, len(content)):
        return [_token("wiki_link", "", start, end)], end
    if link := _SIMPLE_LINK.match(content, start):
        return _link_tokens(link), link.end()
    if _NO_LINK.match(content, start):
        return [], content.index("[", start) + 1
    return None if _last_of_links(content) >= start else ([], start + 1)


@lru_cache(maxsize=1)  # it is asked for at every bracket of one content after the other
def _last_of_links(content: str) -> int:
    """Where the last mark stands that only a link or a footnote has; -1 for none."""
    return max(map(content.rfind, ("](", "][", "[^")))


_READERS = {"#": _tag, "://": _address, "[": _link, "![": _link}


def _code_end(content: str, position: int, length: int) -> int:
    """Where a code span ends whose opening marks end at `position`; there, if none closes it."""
    for run in _BACKTICKS.finditer(content, position):
        if run.end() - run.start() == length:
            return run.end()
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
