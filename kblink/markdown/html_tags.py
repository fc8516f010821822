"""HTML inside Markdown: `href` and `src` are links, `id` and `name` are anchors."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ATTRIBUTE = re.compile(r"([A-Za-z_:][\w:.-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+))")
_LONGEST_TAG = 4096


@dataclass(frozen=True, slots=True)
class HtmlTag:
    """A tag in a text: its bounds, the destination that it leads to, the anchor that it sets."""

    start: int
    end: int
    destination: str | None
    anchor: str | None


def read_tags(text: str) -> Iterator[HtmlTag]:
    """Yield the tags of an HTML text that lead somewhere or set an anchor; comments are skipped."""
    bare = _COMMENT.sub(lambda comment: " " * len(comment.group()), text)
    for start, end in _tags(bare):
        values = {
            match[1].lower(): html.unescape(next(filter(None, match.groups()[1:]), ""))
            for match in _ATTRIBUTE.finditer(bare, start, end)
        }
        destination = values.get("href", values.get("src"))
        anchor = values.get("id", values.get("name"))
        if destination is not None or anchor:
            yield HtmlTag(start, end, destination, anchor)


def _tags(text: str) -> Iterator[tuple[int, int]]:
    """Bounds of opening tags; quotes may hold `>`. One pass, linear in the text."""
    position = 0
    while (start := text.find("<", position)) >= 0:
        position = start + 1
        if position < len(text) and text[position].isascii() and text[position].isalpha():
            end = _tag_end(text, position)
            if end:
                yield start, end
                position = end


def _tag_end(text: str, position: int) -> int:
    quote = ""
    for index in range(position, min(len(text), position + _LONGEST_TAG)):
        character = text[index]
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == ">":
            return index + 1
        elif character == "<":
            return 0
    return 0
