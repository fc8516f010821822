"""Phrases of other notes that name a note without linking to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.links.mention_names import mention_pattern
from kblink.model import Mention

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kblink.model import Named, Note, Span

_SENTENCE_WIDTH = 160
# Inside backticks (as many as at the start, within one paragraph), tags and math nothing is prose.
_NO_PROSE = re.compile(
    r"(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\r?\n).){1,2000}?(?<!`)(?P=ticks)(?!`)"
    r"|</?[A-Za-z][^<>]*>"
    r"|\$\$.*?\$\$",
    re.DOTALL,
)
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'»”)\]*_]*\s+(?![a-zа-яё])|(?<=[。！？])")
_LINK = re.compile(
    r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]|!?\[([^\[\]]*)\](?:\([^()\s]*\)|\[[^\[\]]*\])"
)
_LINE_MARKS = re.compile(r"\s*(?:(?:[-*+]|\d+[.)]|>|#{1,6})\s+)*(?:\[[ xX]\]\s+)?")
# What a cut leaves of a word, where a blank is near; other scripts are cut anywhere.
_WORD_PIECE_BEFORE = re.compile(r"\A\S{0,30}\s+")
_WORD_PIECE_BEHIND = re.compile(r"\s+\S{0,30}\Z")


@dataclass(frozen=True, slots=True)
class Prose:
    """The text of a note, and where in it no mention is looked for.

    `start` is the offset behind the front matter; `avoided` are offsets (end exclusive) of code and
    comments: links and tags of `note` are known without. `span` makes a span of two offsets.
    """

    note: Note
    text: str
    span: Callable[[int, int], Span]
    start: int = 0
    avoided: tuple[tuple[int, int], ...] = ()


def find_mentions(note: Named, texts: Iterable[Prose]) -> list[Mention]:
    """Return the mentions of `note` in `texts` but its own, in their order."""
    pattern = mention_pattern(note)
    if pattern is None:
        return []
    return [
        Mention(
            prose.note.path,
            prose.span(start, end),
            prose.text[start:end],
            sentence_around(prose.text, start, end),
        )
        for prose in texts
        if prose.note.path != note.path
        for start, end in _found_in_prose(pattern, prose)
    ]


def _found_in_prose(pattern: re.Pattern[str], prose: Prose) -> Iterator[tuple[int, int]]:
    """Yield where the pattern is found outside of all that is no prose."""
    found = [match.span() for match in pattern.finditer(prose.text, prose.start)]
    avoided = sorted(no_prose(prose)) if found else []
    reach = passed = 0
    for start, end in found:
        while passed < len(avoided) and avoided[passed][0] < end:
            reach = max(reach, avoided[passed][1])
            passed += 1
        if reach <= start:
            yield start, end


def no_prose(prose: Prose) -> Iterator[tuple[int, int]]:
    """Yield from where to where (exclusive) code, links, tags, math and comments go, in no order;
    what is in front of `prose.start` is not among them."""
    yield from prose.avoided
    yield from (match.span() for match in _NO_PROSE.finditer(prose.text, prose.start))
    note = prose.note
    spans = (item.span for items in (note.links, note.tags, note.blocks) for item in items)
    yield from ((span.start, span.end) for span in spans)


def sentence_around(text: str, start: int, end: int, width: int = _SENTENCE_WIDTH) -> str:
    """Return the sentence, or the line, that `text[start:end]` stands in, as it is read: links by
    what they show, blanks collapsed.

    One of more than `width` letters is cut around the phrase, with `…` for what is gone.
    """
    reach = 2 * width  # a line may have a million letters
    low, high = max(start - reach, 0), min(end + reach, len(text))
    first = max(low, *(text.rfind(mark, low, start) + 1 for mark in "\n\r"))
    last = min((at for mark in "\n\r" if (at := text.find(mark, end, high)) >= 0), default=high)
    if marks := _LINE_MARKS.match(text, first, start):
        first = marks.end()
    ends = [match.end() for match in _SENTENCE_END.finditer(text, first, last)]
    first = max((at for at in ends if at <= start), default=first)
    last = min((at for at in ends if at >= end), default=last)
    before, after = (
        _LINK.sub(r"\1\2", part) if "[" in part else part
        for part in (text[first:start], text[end:last])
    )
    return _cut(before, text[start:end], after, width)


def _cut(before: str, phrase: str, after: str, width: int) -> str:
    if len(before) + len(phrase) + len(after) > width:
        room = max(width - len(phrase) - 2, 0)
        ahead = min(len(before), max(room // 2, room - len(after)))
        if ahead < len(before):
            before = f"…{_WORD_PIECE_BEFORE.sub('', before[len(before) - ahead :])}"
        if room - ahead < len(after):
            after = f"{_WORD_PIECE_BEHIND.sub('', after[: room - ahead])}…"
    return " ".join(f"{before}{phrase}{after}".split())
