"""Text from a vault made harmless for a terminal.

A terminal acts on control characters, and bidirectional controls reorder what a person reads, so
both are replaced before any text of a note, of its path or of an error is printed. rich does not do
that: its `Text`, `markup=False` and `escape()` all let ESC and C1 through.
"""

from __future__ import annotations

import re

_REPLACEMENT = "\ufffd"
# Compiled where they are first needed: most text is all printable, and has none of these.
_BLANKS = "[\t\n\v\f\r\x85\u2028\u2029]+"
_CONTROLS = (
    "["
    "\x00-\x09\x0b-\x1f\x7f-\x9f"  # C0 but newline, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # Unicode's Bidi_Control
    "\u2028\u2029"  # line and paragraph separator
    "\ud800-\udfff"  # lone surrogates, which stand for bytes that no encoding could read
    "]"
)


def clean(text: str) -> str:
    """Return `text` with each control character but newline, each bidirectional control and each
    lone surrogate replaced by U+FFFD.
    """
    return text if text.isprintable() else re.sub(_CONTROLS, _REPLACEMENT, text)


def one_line(text: str, limit: int | None = None) -> str:
    """Return `text` cleaned, with each run of line breaks and tabs replaced by one blank.

    Where it has more than `limit` code points, the end gives way to an ellipsis.
    """
    if limit is not None and len(text) > limit:
        text = text[: limit - 1].rstrip() + "…"
    return text if text.isprintable() else clean(re.sub(_BLANKS, " ", text))
