"""The sentence that a link stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.rank.sentences import split_sentences

if TYPE_CHECKING:
    from kblink.model import Span

_WIDTH = 400
"""Characters at most; a longer sentence is cut around the link."""


def sentence_around(text: str, span: Span) -> str:
    """The sentence of the paragraph around a span of a text, on one line."""
    start = text.rfind("\n\n", 0, span.start) + 1
    end = text.find("\n\n", span.end)
    paragraph = text[start : len(text) if end < 0 else end]
    raw = " ".join(text[span.start : span.end].split())
    at = paragraph.count("\n", 0, span.start - start)
    found = [one for one in split_sentences(paragraph) if raw in one.text]
    near = min(found, key=lambda one: abs(one.line - at), default=None)
    sentence = raw if near is None else near.text
    if len(sentence) <= _WIDTH:
        return sentence
    middle = sentence.index(raw) + len(raw) // 2
    first = max(0, min(middle - _WIDTH // 2, len(sentence) - _WIDTH))
    return ("…" if first else "") + sentence[first : first + _WIDTH].strip() + "…"
