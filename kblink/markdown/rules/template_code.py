"""Templater code, `<% … %>`: text that a plugin of Obsidian replaces, so links in it are code."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline


def template_code_rule(md: MarkdownIt) -> None:
    """Register the rule in front of autolinks and HTML, which begin with `<` too."""
    md.inline.ruler.before("autolink", "template_code", _template_code)


def _template_code(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    if not state.src.startswith("<%", state.pos):
        return False
    if state.html_terminator_last("%>") < state.pos:  # found once, not from every opening
        return False
    end = state.src.find("%>", state.pos + 2, state.posMax)
    if end < 0:
        return False
    if not silent:
        token = state.push("template_code", "", 0)
        token.meta = {"start": state.pos, "end": end + 2}
    state.pos = end + 2
    return True
