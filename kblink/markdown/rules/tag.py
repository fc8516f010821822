"""Tags: `#name`, `#nested/name`, by Obsidian's rules.

A tag begins after white space or at the start; it has no blank, no ASCII punctuation but `-`, `_`
and `/`, no general punctuation, and is not all digits.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

_TAG = re.compile(r"#([^\s\u2000-\u206f\u2e00-\u2e7f!\"#$%&'()*+,.:;<=>?@^`{|}~\[\]\\]+)")


def tag_rule(md: MarkdownIt) -> None:
    """Register the rule."""
    md.inline.ruler.push("tag", _tag)


def _tag(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    start = state.pos
    if state.src[start] != "#" or (start and not state.src[start - 1].isspace()):
        return False
    match = _TAG.match(state.src, start, state.posMax)
    if match is None or match[1].isdigit() or not match[1].strip("/"):
        return False
    if not silent:
        token = state.push("tag", "", 0)
        token.content = match[1]
        token.meta = {"start": start, "end": match.end()}
    state.pos = match.end()
    return True
