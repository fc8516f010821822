"""The sentences of a note as plain text: where a link stood only its display text is left, and each
stretch of the text knows where in the file it stands."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from kblink.markdown.sections import link_text
from kblink.related.phrases import BARRIER, placed_words
from kblink.suggest.prose import no_prose, prose_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kblink.markdown.parse import ParsedNote
    from kblink.model import Link

LEAST_WORDS = 3
"""Words that a sentence has beside its links: a list of links has none."""

SUGGESTED = ("wiki", "markdown", "reference")
"""The kinds of links that a phrase can become."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'»”)\]*_]*\s+(?![a-zа-яё])|(?<=[。！？])")


class Anchor(NamedTuple):
    """A link in a sentence: `text[start:end]` leads to the note with the number `target`."""

    start: int
    end: int
    target: int


class Stretch(NamedTuple):
    """From `start` to `end` a sentence's text is the file's own, from `offset` on."""

    start: int
    end: int
    offset: int


class _Cut(NamedTuple):
    """A link, by its place among those of the note, or what is no prose."""

    start: int
    end: int
    place: int | None


class _Linked(NamedTuple):
    parsed: ParsedNote
    targets: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, on one line (from 1), without marks of links, and the links that stood in it.

    What is no prose, and links that lead to no other note, are barriers. `anchors` are the links in
    order, `places` their numbers among those of the note.
    """

    text: str
    line: int
    anchors: tuple[Anchor, ...] = ()
    places: frozenset[int] = frozenset()
    stretches: tuple[Stretch, ...] = ()

    def offset(self, start: int, end: int) -> int | None:
        """Return where in the file `text[start:end]` stands; None where it is not there as it is,
        or in a link."""
        found = bisect_right(self.stretches, start, key=lambda each: each.start) - 1
        if found < 0 or end > self.stretches[found].end:
            return None
        stretch = self.stretches[found]
        return stretch.offset + start - stretch.start


def sentences_of(parsed: ParsedNote, targets: Sequence[int | None]) -> tuple[Sentence, ...]:
    """Return the sentences of a note, outside of headings and code, that say anything beside what
    they link to; `targets` are the numbers of the notes that its links lead to."""
    note = _Linked(parsed, targets)
    source = parsed.source
    links = parsed.note.links
    by_line: dict[int, list[int]] = {}
    for place, link in enumerate(links):
        for line in range(link.span.line, link.span.end_line + 1):
            by_line.setdefault(line, []).append(place)
    barred = no_prose(parsed)
    found: list[Sentence] = []
    for number in prose_lines(parsed):
        line = number + 1
        start, end = source.starts[number], source.ends[number]
        first = bisect_right(barred, start, key=lambda span: span[1])
        last = bisect_left(barred, end, lo=first, key=lambda span: span[0])
        found.extend(_of_line(note, line, by_line.get(line, ()), barred[first:last]))
    return tuple(found)


def _reaches(spans: Sequence[tuple[int, int]]) -> list[int]:
    """How far the spans up to each reach: what ends before a place is passed over at once."""
    found: list[int] = []
    for _, end in spans:
        found.append(max(end, found[-1]) if found else end)
    return found


def _of_line(
    note: _Linked, line: int, places: Sequence[int], barred: Sequence[tuple[int, int]]
) -> Iterator[Sentence]:
    source, links = note.parsed.source, note.parsed.note.links
    start, end = source.starts[line - 1], source.ends[line - 1]
    cuts = sorted(
        [
            *(_Cut(links[place].span.start, links[place].span.end, place) for place in places),
            *(_Cut(first, last, None) for first, last in barred),
        ],
        key=lambda cut: (cut.start, -cut.end),
    )
    reach = _reaches([(cut.start, cut.end) for cut in cuts])
    ends = [
        match.end()
        for match in _SENTENCE_END.finditer(source.text, start, end)
        if not _between(cuts, reach, match.start(), match.end())
    ]
    for first, last in pairwise([start, *ends, end]):
        sentence = _plain(note, (first, last), line, _between(cuts, reach, first, last))
        if sentence is not None:
            yield sentence


def _between(cuts: Sequence[_Cut], reach: Sequence[int], first: int, last: int) -> Sequence[_Cut]:
    """The cuts that may share a letter with `text[first:last]`, and all those that do."""
    start = bisect_right(reach, first)
    return cuts[start : bisect_left(cuts, last, lo=start, key=lambda cut: cut.start)]


def _plain(
    note: _Linked,
    bounds: tuple[int, int],
    line: int,
    cuts: Sequence[_Cut],
) -> Sentence | None:
    """A sentence between two offsets; None where it says nothing beside its links."""
    source = note.parsed.source.text
    parts: list[str] = []
    anchors: list[Anchor] = []
    stretches: list[Stretch] = []
    kept: set[int] = set()
    words = length = 0
    position, last = bounds
    for start, end, place in cuts:
        if end <= position:  # inside of one before it
            continue
        before = source[position : max(start, position)].replace(BARRIER, " ")
        if before:
            stretches.append(Stretch(length, length + len(before), position))
            words += _count(before)
            length += len(before)
        # What is cut off by the sentence's bounds, or by what it overlaps, shows nothing.
        whole = position <= start and end <= last
        shown, target = _shown(note, place if whole else None)
        if target is not None and place is not None:
            anchors.append(Anchor(length, length + len(shown), target))
            kept.add(place)
        parts += before, shown
        length += len(shown)
        position = min(end, last)
    rest = source[position:last].replace(BARRIER, " ")
    if rest:
        stretches.append(Stretch(length, length + len(rest), position))
    if words + _count(rest) < LEAST_WORDS:
        return None
    text = "".join([*parts, rest])
    return Sentence(text, line, tuple(anchors), frozenset(kept), tuple(stretches))


def _shown(note: _Linked, place: int | None) -> tuple[str, int | None]:
    """What is left of a link, and the note that it leads to."""
    if place is None:
        return BARRIER, None
    link, target = note.parsed.note.links[place], note.targets[place]
    shown = link_text(link)
    if target is None or not shown or not _is_suggested(link):
        return BARRIER, None
    return shown, target


def _is_suggested(link: Link) -> bool:
    return link.kind in SUGGESTED and not link.commented


def _count(text: str) -> int:
    return sum(word.stem != BARRIER for word in placed_words(text))
