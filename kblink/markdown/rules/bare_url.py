"""Web addresses without any markup (GFM extended autolinks with a scheme).

The rule acts at the `:` of `https://`, since only punctuation wakes inline rules; the scheme is
taken back from the text before it. Trailing punctuation and an unbalanced `)` are no part of it:
https://github.github.com/gfm/#autolinks-extension-
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

_SCHEME = re.compile(r"(?<![A-Za-z0-9])https?$", re.IGNORECASE)
_REST = re.compile(r"://[^\s<>\[\]]+")
LONGEST_SCHEME = len("https") + 1
"""Characters in front of a `:` that tell whether it belongs to an address."""
_TRAILING = "?!.,:*_~'\"»”’;"


def bare_url_rule(md: MarkdownIt) -> None:
    """Register the rule behind all others."""
    md.inline.ruler.push("bare_url", _bare_url)


def match_bare_url(text: str, colon: int, before: str, limit: int) -> tuple[int, int] | None:
    """Bounds of the address whose scheme ends at the `:` at `colon`; `before` is the plain text in
    front of it."""
    scheme = _SCHEME.search(before)
    rest = _REST.match(text, colon, limit) if scheme else None
    if scheme is None or rest is None:
        return None
    address = _without_trailing(rest.group())
    if len(address) <= len("://"):
        return None
    return colon - len(scheme.group()), colon + len(address)


def _bare_url(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    if silent or state.linkLevel or state.src[state.pos] != ":":
        return False
    before = state.pending[-LONGEST_SCHEME:]
    bounds = match_bare_url(state.src, state.pos, before, state.posMax)
    if bounds is None:
        return False
    start, end = bounds
    state.pending = state.pending[: start - state.pos]
    token = state.push("bare_url", "", 0)
    token.meta = {"start": start, "end": end}
    state.pos = end
    return True


def _without_trailing(address: str) -> str:
    unopened = address.count(")") - address.count("(")
    end = len(address)
    while end:
        if address[end - 1] == ")" and unopened > 0:
            unopened -= 1
        elif address[end - 1] not in _TRAILING:
            break
        end -= 1
    return address[:end]
