"""Markdown links with raw blanks in the destination, `[t](my note.md)`, which are no links.

Recognised only where the destination ends in a file name's extension, so that prose in brackets
is left alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

_LINK = re.compile(r"!?\[[^\[\]\n]*\]\(([^()<>\n\"']*)\)")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}")


def spaced_destination_rule(md: MarkdownIt) -> None:
    """Register the rule behind links and images, which it must not forestall."""
    md.inline.ruler.after("image", "spaced_destination", _spaced_destination)


def _is_spaced(destination: str) -> bool:
    stem, dot, extension = destination.rpartition(".")
    if "://" in destination or not _EXTENSION.fullmatch(dot + extension):
        return False
    return " " in stem or "\t" in stem


def _spaced_destination(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    if state.src[state.pos] not in "![":
        return False
    match = _LINK.match(state.src, state.pos, state.posMax)
    if match is None or not _is_spaced(match[1]):
        return False
    if not silent:
        token = state.push("spaced_destination", "", 0)
        token.content = match.group()
        token.meta = {"start": match.start(), "end": match.end()}
    state.pos = match.end()
    return True
