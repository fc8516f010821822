"""Front matter: the YAML between `---` on line 1 and the next `---`.

Links in properties are whole quoted values.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.markdown.positions import ContentMap, Segment
from kblink.markdown.read_links import read_links, wiki_link
from kblink.markdown.suppressions import property_suppressions
from kblink.model import Link, Problem, Suppression

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kblink.markdown.guarded_yaml import Scalar
    from kblink.markdown.positions import Source

_FENCE = re.compile(r"---[ \t]*$")
_CLOSING = re.compile(r"(?:---|\.\.\.)[ \t]*$")
_PROPERTY_WIKI_LINK = re.compile(r"!?\[\[(?!\[)[^\n]*?\]\]")
_UNQUOTED_LINK = re.compile(r"^[ \t]*(?:[^\s#'\"][^:\n]*:|-)[ \t]+(\[\[[^\]\n'\"]+\]\])[ \t]*$")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What front matter says of its note. `end_line`: index of the first line behind it."""

    end_line: int = 0
    title: str | None = None
    date: str | None = None
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    problems: tuple[Problem, ...] = ()
    suppressions: tuple[Suppression, ...] = ()


def read_front_matter(source: Source) -> FrontMatter:
    """Read the front matter of a note; broken YAML becomes a problem, never an error."""
    end_line = _end_line(source)
    if end_line == 0:
        return FrontMatter()
    from kblink.markdown.guarded_yaml import UnreadableYamlError, load_guarded

    start = source.starts[1]
    unquoted = tuple(_unquoted_links(source, end_line))
    try:
        loaded = load_guarded(source.text[start : source.starts[end_line - 1]])
    except UnreadableYamlError as error:
        # The first line of the YAML is the second of the note, and `line` counts from 0.
        place = "" if error.line is None else f" (line {error.line + 2})"
        message = f"front matter not read: {error}{place}"
        problem = Problem("invalid-front-matter", message, source.span(0, source.ends[0]))
        return FrontMatter(end_line, problems=(problem, *unquoted))
    links = tuple(_links(source, loaded.scalars, start))
    if not isinstance(loaded.value, dict):
        return FrontMatter(end_line, links=links, problems=unquoted)
    values = {str(name).lower(): value for name, value in loaded.value.items()}  # as Obsidian does
    title = values.get("title")
    return FrontMatter(
        end_line,
        title=str(title).strip() or None if isinstance(title, (str, int, float)) else None,
        date=_day(values.get("date")),
        aliases=tuple(_strings(values, "aliases", "alias")),
        tags=tuple(tag.lstrip("#") for tag in _strings(values, "tags", "tag") if tag.strip("#")),
        links=links,
        problems=unquoted,
        suppressions=tuple(property_suppressions(values.get("kblink-ignore"))),
    )


def _end_line(source: Source) -> int:
    if not _FENCE.match(source.line(0)):
        return 0
    for index in range(1, len(source.starts)):
        if _CLOSING.match(source.line(index)):
            return index + 1
    return 0


def _day(value: object) -> str | None:
    """The day of a date as YAML reads it or as text that begins with one, in ISO 8601."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    try:
        return datetime.date.fromisoformat(str(value).strip()[:10]).isoformat()
    except ValueError:
        return None


def _strings(values: dict[str, object], *names: str) -> Iterator[str]:
    for name in names:
        value = values.get(name)
        for item in value if isinstance(value, list) else str(value or "").split(","):
            if isinstance(item, (str, int, float)) and str(item).strip():
                yield str(item).strip()


def _links(source: Source, scalars: Iterable[Scalar], start: int) -> Iterator[Link]:
    """The links that are whole quoted values of the YAML that begins at `start`."""
    for scalar in scalars:
        value = scalar.value.strip()
        if scalar.style not in ("'", '"') or not value.endswith(("]]", ")")):
            continue
        begin = source.text.find(value, start + scalar.start, start + scalar.end)
        if begin < 0:  # it is written with escapes, and its raw text is not the value
            continue
        if _PROPERTY_WIKI_LINK.fullmatch(value):
            yield wiki_link("property", value, source.span(begin, begin + len(value)))
        elif value.endswith(")"):
            yield from _markdown_link(value, begin, source)


def _markdown_link(value: str, begin: int, source: Source) -> Iterator[Link]:
    """The Markdown link that a whole value is, if it is one."""
    from kblink.markdown.tokens import inline_tokens

    for link in read_links(inline_tokens(value, {}), ContentMap((Segment(0, begin),)), source):
        if link.raw == value and value.startswith("["):
            yield link._replace(kind="property")


def _unquoted_links(source: Source, end_line: int) -> Iterator[Problem]:
    for index in range(1, end_line - 1):
        match = _UNQUOTED_LINK.match(source.line(index))
        if match:
            offset = source.starts[index]
            span = source.span(offset + match.start(1), offset + match.end(1))
            message = f'{match[1]} is a nested list to YAML; write "{match[1]}"'
            yield Problem("unquoted-property-link", message, span)
