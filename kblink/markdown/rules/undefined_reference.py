"""References whose label no definition of the note bears: `[text][label]`, `[text][]`.

Links and images come first, so what is left of this form has no definition. Brackets behind a word
or another bracket are code or a formula in prose (`a[i][j]`), and no reference was meant.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

_REFERENCE = re.compile(r"!?\[(?!\^)([^\[\]\n]+)\]\[(?!\^)([^\[\]\n]*)\](?![\[(])")
_BEFORE = re.compile(r"[\w\])]")


def undefined_reference_rule(md: MarkdownIt) -> None:
    """Register the rule behind links and images, which it must not forestall."""
    md.inline.ruler.after("image", "undefined_reference", _undefined_reference)


def _undefined_reference(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    start = state.pos
    if state.src[start] not in "![" or (start and _BEFORE.match(state.src[start - 1])):
        return False
    match = _REFERENCE.match(state.src, start, state.posMax)
    if match is None or not match[1].strip():
        return False
    if not silent:
        token = state.push("undefined_reference", "", 0)
        token.content = match[2].strip() or match[1].strip()
        token.meta = {"start": start, "end": match.end()}
    state.pos = match.end()
    return True
