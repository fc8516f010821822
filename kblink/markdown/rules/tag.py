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

TAG_NAME = r"""[^\s\u2000-\u206f\u2e00-\u2e7f!"\#$%&'()*+,.:;<=>?@^`{|}~\[\]\\]+"""
"""The pattern of what may follow the `#`; `is_tag_name` tells the rest."""
_TAG = re.compile(f"#({TAG_NAME})")


def tag_rule(md: MarkdownIt) -> None:
    """Register the rule."""
    md.inline.ruler.push("tag", _tag)


def match_tag(text: str, start: int, limit: int) -> re.Match[str] | None:
    """The tag that begins at `start`, its name as group 1; None where none begins there."""
    if text[start] != "#" or (start and not text[start - 1].isspace()):
        return None
    match = _TAG.match(text, start, limit)
    return match if match and is_tag_name(match[1]) else None


def is_tag_name(name: str) -> bool:
    """Whether a name is more than digits, and more than slashes."""
    return not name.isdigit() and bool(name.strip("/"))


def _tag(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    match = match_tag(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("tag", "", 0)
        token.content = match[1]
        token.meta = {"start": state.pos, "end": match.end()}
    state.pos = match.end()
    return True
