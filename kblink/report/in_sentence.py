"""A phrase with the words around it, on one line."""

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


def in_sentence(line: str, span: Span) -> Excerpt:
    """Return what stands around a span that begins on `line`, some 180 cells of it, cut between
    words; what a terminal would act on is replaced."""
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    found = excerpt(line, start, end, _WIDTH)
    before = _PIECE_BEFORE.sub(_CUT, found.before).lstrip()
    return Excerpt(before, found.marked, _PIECE_BEHIND.sub(_CUT, found.after))
