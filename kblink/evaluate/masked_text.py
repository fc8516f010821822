"""What a note says where some of its links are hidden: neither target nor display text is left."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kblink.markdown.boilerplate import plain, repeated_lines
from kblink.markdown.sections import body_lines, split_sections

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from kblink.markdown.parse import ParsedNote
    from kblink.markdown.sections import Window
    from kblink.model import Link, Section

_ANCHOR = re.compile(r"<a[\s>]", re.IGNORECASE)
_ANCHOR_END = re.compile(r"</a\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MaskedText:
    """What is left of a note: the texts of its `passages`, as they are embedded, with the `lengths`
    of their bodies in characters and the `lines` that they begin on, its `headings`, and its
    `words`: its name, its headings and its body, each once."""

    passages: tuple[str, ...]
    lengths: tuple[int, ...]
    headings: tuple[str, ...]
    words: str
    lines: tuple[int, ...] = ()


def masked_text(
    parsed: ParsedNote,
    hidden: AbstractSet[int],
    window: Window,
    boilerplate: AbstractSet[str] = frozenset(),
) -> MaskedText:
    """Return what a note says without the links at the places `hidden` of its links, and without
    lines of `boilerplate`."""
    masked = without_links(parsed, hidden)
    sections = split_sections(masked, window, boilerplate)
    return MaskedText(
        tuple(section.text for section in sections),
        tuple(len(section.body) for section in sections),
        tuple(dict.fromkeys(name for section in sections for name in section.heading_path)),
        "\n".join((masked.note.title, *_lines(sections, boilerplate))),
        tuple(section.line for section in sections),
    )


def without_links(parsed: ParsedNote, hidden: AbstractSet[int]) -> ParsedNote:
    """Return a note whose links at the places `hidden` show nothing.

    A link around a hidden one shows nothing either. Those of the front matter stay: it is in no
    section.
    """
    links = parsed.note.links
    spans = [links[place].span for place in hidden]
    silent = (
        _silent(link, parsed) if place in hidden or (spans and _holds_one(link, spans)) else link
        for place, link in enumerate(links)
    )
    return replace(parsed, note=replace(parsed.note, links=tuple(silent)))


def common_lines(notes: Iterable[ParsedNote]) -> frozenset[str]:
    """Return the lines that many notes share, which are not embedded."""
    return frozenset(line.text for line in repeated_lines(map(body_lines, notes)))


def _holds_one(link: Link, spans: Sequence[tuple[int, ...]]) -> bool:
    start, end = link.span[:2]
    return any(start <= span[0] and span[1] <= end for span in spans)


def _silent(link: Link, parsed: ParsedNote) -> Link:
    if link.kind == "property":
        return link
    text, span = parsed.source.text, link.span
    if link.kind == "html" and _ANCHOR.match(link.raw):
        closing = _ANCHOR_END.search(text, span.end)
        span = parsed.source.span(span.start, closing.end() if closing else span.end)
    # An embed is what a section shows nothing of.
    return link._replace(kind="embed", span=span)


def _lines(sections: Sequence[Section], boilerplate: AbstractSet[str]) -> Iterable[str]:
    """The headings and lines of a note in their order; a heading path goes on from the one before,
    and a heading over several passages stands once."""
    known: tuple[str, ...] = ()
    for section in sections:
        path = section.heading_path
        shared = next(
            (
                depth
                for depth, both in enumerate(zip(path, known, strict=False))
                if len({*both}) > 1
            ),
            min(len(path), len(known)),
        )
        yield from path[shared:]
        known = path
        yield from (
            line for line in map(plain, section.body.split("\n")) if line not in boilerplate
        )
