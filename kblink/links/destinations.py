"""Destinations of Markdown and HTML links: found in the raw text, and written anew there.

What stands around the path (angle brackets, quotes, query, fragment, title) is kept as it is.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote

_OPENING = re.compile(r"\]\([\s>]*")
_DEFINITION = re.compile(r"\[(?:[^\[\]\\]|\\.)*\]:[\s>]*", re.DOTALL)
_NO_BLANK = re.compile(r"\S+")
_ANGLED = re.compile(r"<((?:[^<>\\\n]|\\.)*)>")
_TITLE = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)"
_CLOSING = re.compile(rf"(?:[\s>]+(?:{_TITLE}))?[\s>]*\)", re.DOTALL)
_ATTRIBUTE = re.compile(r"([A-Za-z_:][\w:.-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+))")
_PATH = re.compile(r"(?:[^#?&]|&#?\w+;|&)*")
"""Up to the fragment or the query; the `#` of an entity begins neither."""

_TO_CODE = re.compile(r"[\s\x00-\x1f\x7f%#?<>\"\\^`{|}\[\]$:]|&(?=#?\w+;)")
_TO_CODE_IN_HTML = re.compile(r"[&'=()]")
_PARENTHESES = re.compile(r"[()]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_CODED_LETTER = re.compile(r"%[89A-Fa-f][0-9A-Fa-f]")


class Destination(NamedTuple):
    """Where the destination of a link stands in its raw text."""

    start: int
    end: int
    angled: bool = False
    html: bool = False


def with_destination(
    raw: str, destination: Destination, target: str | None, fragment: str | None
) -> str:
    """The raw text with another path, another fragment, or both."""
    written = raw[destination.start : destination.end]
    old = _PATH.match(written)[0]  # type: ignore[index]  # it matches the empty text too
    rest = written[len(old) :]
    if fragment is not None:
        rest = rest.partition("#")[0] + "#" + _coded(fragment, written, destination)
    new = old if target is None else _coded(target, old, destination)
    return raw[: destination.start] + new + rest + raw[destination.end :]


def markdown_destination(raw: str) -> Destination | None:
    """Find the destination of `[text](destination "title")`; None where the link has none."""
    for opening in _OPENING.finditer(raw):
        start = opening.end()
        if angled := _ANGLED.match(raw, start):
            found = Destination(start + 1, angled.end() - 1, angled=True)
            end = angled.end()
        else:
            end = _bare_end(raw, start)
            found = Destination(start, end)
        closing = _CLOSING.match(raw, end)
        if closing and closing.end() == len(raw):
            return found
    return None


def definition_destination(raw: str) -> Destination | None:
    """Find the destination of a definition, `[label]: destination "title"`."""
    opening = _DEFINITION.match(raw)
    if opening is None:
        return None
    start = opening.end()
    if angled := _ANGLED.match(raw, start):
        return Destination(start + 1, angled.end() - 1, angled=True)
    bare = _NO_BLANK.match(raw, start)
    return Destination(start, bare.end()) if bare else None


def html_destination(raw: str) -> Destination | None:
    """Find the destination of an HTML tag: its `href`, else its `src`."""
    found = {match[1].lower(): match for match in _ATTRIBUTE.finditer(raw)}
    match = found.get("href") or found.get("src")
    if match is None:
        return None
    group = next(number for number in (2, 3, 4) if match[number] is not None)
    return Destination(match.start(group), match.end(group), html=True)


def _bare_end(raw: str, start: int) -> int:
    """Where a destination without angle brackets ends: parentheses in it are balanced."""
    depth = 0
    index = start
    while index < len(raw):
        character = raw[index]
        if character.isspace() or (character == ")" and not depth):
            break
        if character == "\\":
            index += 1
        depth += (character == "(") - (character == ")")
        index += 1
    return index


def _coded(text: str, written: str, destination: Destination) -> str:
    """`text` percent-coded as far as needed, and letters too where the author coded them."""
    coded = _TO_CODE.sub(lambda match: _quoted(match, destination), text)
    if destination.html:
        coded = _TO_CODE_IN_HTML.sub(_code, coded)
    elif not destination.angled and not _is_balanced(text):
        coded = _PARENTHESES.sub(_code, coded)
    return _NOT_ASCII.sub(_code, coded) if _CODED_LETTER.search(written) else coded


def _quoted(match: re.Match[str], destination: Destination) -> str:
    return " " if destination.angled and match[0] == " " else _code(match)


def _code(match: re.Match[str]) -> str:
    return quote(match[0], safe="")


def _is_balanced(text: str) -> bool:
    depth = 0
    for parenthesis in _PARENTHESES.findall(text):
        depth += 1 if parenthesis == "(" else -1
        if depth < 0:
            return False
    return depth == 0
