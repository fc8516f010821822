"""Canvases (JSON Canvas 1.0): cards that hold Markdown, files, addresses, and groups of them.

A link's raw text is the file's own slice, JSON escapes and all; its other fields are decoded.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kblink.markdown.json_positions import (
    InvalidJsonError,
    JsonString,
    read_json,
    string_offsets,
)
from kblink.markdown.parse import parse_note
from kblink.markdown.positions import Source, read_lines
from kblink.markdown.read_links import is_external
from kblink.model import Link, Note, Problem, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kblink.markdown.json_positions import Json

_CONTENT = {"text": "text", "file": "file", "link": "url", "group": "background"}
"""Where a card of each type has its text, or what it leads to."""


def parse_canvas(path: str, text: str) -> Note:
    """Parse a canvas (no BOM). Never raises: what is no canvas has an `invalid-canvas` problem.

    An empty file is an empty canvas, as Obsidian makes them.
    """
    source = read_lines(text)
    try:
        found = [found for card in _cards(text) for found in _read_card(card, source)]
    except InvalidJsonError as error:
        found = [_invalid(error, source)]
    links = (link for link in found if isinstance(link, Link))
    return Note(
        path=path,
        title=PurePosixPath(path).stem,
        title_source="name",
        language="und",
        links=tuple(sorted(links, key=lambda link: (link.span.start, -link.span.end))),
        problems=tuple(problem for problem in found if isinstance(problem, Problem)),
    )


def subpaths(text: str) -> dict[int, JsonString]:
    """The `subpath` of each card of a canvas that shows a part of a file, by the offset of the
    file's name."""
    try:
        cards = [*_cards(text)]
    except InvalidJsonError:
        return {}
    return {
        file.start: subpath
        for card in cards
        if isinstance(file := card.get("file"), JsonString)
        and isinstance(subpath := card.get("subpath"), JsonString)
    }


def _invalid(error: InvalidJsonError, source: Source) -> Problem:
    start = source.span(error.offset, error.offset)
    end = min(error.offset + 1, source.ends[start.line - 1])  # not the line's end itself
    span = source.span(error.offset, max(error.offset, end))
    message = f"canvas not read: {error} (line {span.line}); mend it in a text editor"
    return Problem("invalid-canvas", message, span)


def _cards(text: str) -> Iterator[dict[str, Json]]:
    if not text.strip():
        return
    canvas = read_json(text)
    if not isinstance(canvas, dict):
        raise InvalidJsonError("it is no object", 0)
    nodes = canvas.get("nodes", [])
    if not isinstance(nodes, list):
        raise InvalidJsonError("its nodes are no list", 0)
    yield from (node for node in nodes if isinstance(node, dict))


def _read_card(card: dict[str, Json], source: Source) -> Iterator[Link | Problem]:
    kind = _text_of(card, "type")
    content = card.get(_CONTENT.get(kind, ""))
    if not isinstance(content, JsonString):
        return
    if kind == "text":
        yield from _read_text(content, source)
        return
    raw, span = source.text[content.start : content.end], source.span(content.start, content.end)
    # A file's name may hold a colon, so an address is told by `://`, as in a wiki-link.
    if kind == "link" or is_external("wiki", content.value):
        yield Link("canvas", raw, span, content.value, external=True)
    else:
        fragment = _text_of(card, "subpath").removeprefix("#") if kind == "file" else ""
        yield Link("canvas", raw, span, content.value, fragment or None)


def _text_of(card: dict[str, Json], key: str) -> str:
    value = card.get(key)
    return value.value if isinstance(value, JsonString) else ""


def _read_text(string: JsonString, source: Source) -> Iterator[Link | Problem]:
    """The links on a text card and the problems with them, at their places in the file."""
    offset = string_offsets(source.text, string)

    # Behind an empty line a card that begins with a `---` rule has no front matter.
    note = parse_note("", "\n" + string.value).note

    def place(span: Span) -> Span:
        return source.span(offset(span.start - 1), offset(span.end - 1))

    for link in note.links:
        span = place(link.span)
        yield link._replace(raw=source.text[span.start : span.end], span=span)
    for problem in note.problems:
        if problem.code != "undefined-reference":
            yield replace(problem, span=place(problem.span))
