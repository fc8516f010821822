"""Sentences with links in them, as plain text: where a link stood only its display text is left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from kblink.markdown.sections import link_text
from kblink.related.phrases import BARRIER, placed_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kblink.evaluate.linked_vault import LinkedNote
    from kblink.model import Link

LEAST_WORDS = 3
"""Words that a sentence has beside its links: a list of links has none."""

SUGGESTED = ("wiki", "markdown", "reference")
"""The kinds of links that a phrase can become."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'»”)\]*_]*\s+(?![a-zа-яё])|(?<=[。！？])")
_NO_PROSE = re.compile(r"`[^`\n]*`|</?[A-Za-z][^<>\n]*>|https?://\S+|\$[^$\n]+\$")


class Anchor(NamedTuple):
    """A link in a sentence: `text[start:end]` leads to the note with the number `target`."""

    start: int
    end: int
    target: int


@dataclass(frozen=True, slots=True)
class LinkedSentence:
    """A sentence without marks of links, and the links that stood in it, in order.

    What is no prose, and links that lead to no other note, are barriers.
    """

    text: str
    anchors: tuple[Anchor, ...]
    places: frozenset[int]
    """Of these links, among those of the note."""


def linked_sentences(note: LinkedNote) -> tuple[LinkedSentence, ...]:
    """Return the sentences of a note, each on one line and outside of headings and code, that link
    to another note and say more than that."""
    parsed = note.parsed
    headings = {
        line
        for heading in parsed.note.headings
        for line in range(heading.span.line, heading.span.end_line + 1)
    }
    by_line: dict[int, list[int]] = {}
    for place, link in enumerate(parsed.note.links):
        if link.span.line == link.span.end_line and link.span.line > parsed.body_line:
            by_line.setdefault(link.span.line, []).append(place)
    return tuple(
        sentence
        for line, places in sorted(by_line.items())
        if line not in headings
        for sentence in _of_line(note, line, places)
    )


def _of_line(note: LinkedNote, line: int, places: Sequence[int]) -> Iterator[LinkedSentence]:
    source, links = note.parsed.source, note.parsed.note.links
    start, end = source.starts[line - 1], source.ends[line - 1]
    spans = [links[place].span for place in places]
    ends = [
        match.end()
        for match in _SENTENCE_END.finditer(source.text, start, end)
        if not any(span.start < match.end() and match.start() < span.end for span in spans)
    ]
    bounds = [start, *ends, end]
    for first, last in pairwise(bounds):
        inside = [place for place in places if first <= links[place].span.start < last]
        sentence = _plain(note, first, last, inside)
        if sentence is not None:
            yield sentence


def _plain(note: LinkedNote, first: int, last: int, places: Sequence[int]) -> LinkedSentence | None:
    """A sentence between two offsets; None where it links to no note or says nothing more."""
    source, links = note.parsed.source.text, note.parsed.note.links
    parts: list[str] = []
    anchors: list[Anchor] = []
    kept: set[int] = set()
    words = length = 0
    position = first
    for place in places:
        link = links[place]
        if link.span.start < position:  # inside another one
            continue
        before = _prose(source[position : link.span.start])
        shown, target = link_text(link), note.targets[place]
        words += _count(before)
        length += len(before)
        if target is not None and shown and _is_suggested(link):
            anchors.append(Anchor(length, length + len(shown), target))
            kept.add(place)
        else:
            shown = BARRIER
        parts += before, shown
        length += len(shown)
        position = link.span.end
    rest = _prose(source[position:last])
    if not anchors or words + _count(rest) < LEAST_WORDS:
        return None
    return LinkedSentence("".join([*parts, rest]), tuple(anchors), frozenset(kept))


def _is_suggested(link: Link) -> bool:
    return link.kind in SUGGESTED and not link.commented


def _prose(text: str) -> str:
    return _NO_PROSE.sub(BARRIER, text.replace(BARRIER, " "))


def _count(text: str) -> int:
    return sum(word.stem != BARRIER for word in placed_words(text))
