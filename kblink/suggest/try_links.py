"""Whether a link that is written into a note is read as one there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.markdown.parse import parse_note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.markdown.parse import ParsedNote

_OPENING, _CLOSING = "[[", "]]"


def that_stand(parsed: ParsedNote, places: Sequence[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """Return those of the places in a note's text, which do not overlap, where a link would be one
    and leave all others as they are.

    What is no prose is told by patterns (`prose`), this by the parser itself, which is read once
    for all places; only where one of them is none, once for each.
    """
    if not places or _stand(parsed, places):
        return frozenset(places)
    return frozenset(place for place in places if _stand(parsed, [place]))


def _stand(parsed: ParsedNote, places: Sequence[tuple[int, int]]) -> bool:
    text = parsed.source.text
    parts: list[str] = []
    wanted: set[tuple[int, str]] = set()
    position = length = 0
    for start, end in sorted(places):
        before, raw = text[position:start], f"{_OPENING}{text[start:end]}{_CLOSING}"
        wanted.add((length + len(before), raw))
        parts += before, raw
        length += len(before) + len(raw)
        position = end
    links = parse_note(parsed.note.path, "".join([*parts, text[position:]])).note.links
    made = {(each.span.start, each.raw) for each in links if each.kind == "wiki"}
    others = [each.raw for each in links if (each.span.start, each.raw) not in wanted]
    return wanted <= made and sorted(others) == sorted(each.raw for each in parsed.note.links)
