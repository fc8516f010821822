"""A phrase with the words around it as they are read, on one line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kblink.report.excerpt import Excerpt, excerpt

if TYPE_CHECKING:
    from kblink.model import Span

_WIDTH = 180
_CUT = "…"
# What a cut leaves of a word, where a blank is near; other scripts are cut anywhere.
_PIECE_BEFORE = re.compile(r"\A…\S{0,30}\s+(?=\S)")
_PIECE_BEHIND = re.compile(r"(?<=\S)\s+\S{0,30}…\Z")
_LINK = re.compile(
    r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]|!?\[([^\[\]]*)\](?:\((?:<[^<>]*>|[^()\s]*)\)|\[[^\[\]]*\])"
)
_REACH = 4 * _WIDTH


def in_sentence(line: str, span: Span) -> Excerpt:
    """Return what stands around a span that begins on `line`, some 180 cells of it, cut between
    words: links by what they show, and what a terminal would act on replaced."""
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    before, after = (
        _LINK.sub(r"\1\2", part)
        for part in (line[max(start - _REACH, 0) : start], line[end : end + _REACH])
    )
    marked = line[start:end]
    found = excerpt(before + marked + after, len(before), len(before) + len(marked), _WIDTH)
    before = _PIECE_BEFORE.sub(_CUT, found.before).lstrip()
    return Excerpt(before, found.marked, _PIECE_BEHIND.sub(_CUT, found.after))
