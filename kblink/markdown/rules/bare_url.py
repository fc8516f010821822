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
_TRAILING = "?!.,:*_~'\"»”’;"


def bare_url_rule(md: MarkdownIt) -> None:
    """Register the rule behind all others."""
    md.inline.ruler.push("bare_url", _bare_url)


def _bare_url(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    if silent or state.linkLevel or state.src[state.pos] != ":":
        return False
    scheme = _SCHEME.search(state.pending)
    rest = _REST.match(state.src, state.pos, state.posMax)
    if scheme is None or rest is None:
        return False
    address = _without_trailing(rest.group())
    if len(address) <= len("://"):
        return False
    state.pending = state.pending[: scheme.start()]
    token = state.push("bare_url", "", 0)
    end = state.pos + len(address)
    token.meta = {"start": state.pos - len(scheme.group()), "end": end}
    state.pos = end
    return True


def _without_trailing(address: str) -> str:
    while True:
        shorter = address.rstrip(_TRAILING)
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        if shorter == address:
            return address
        address = shorter
