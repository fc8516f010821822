"""Front matter: the YAML between `---` on line 1 and the next `---`.

YAML of strangers is guarded before it is loaded: size, depth, number of events, no aliases (an
alias bomb of a few lines never ends). Links in properties are whole quoted values.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from kblink.markdown.read_links import wiki_link
from kblink.model import Link, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kblink.markdown.positions import Source

_LIMIT_CHARACTERS = 64 * 1024
_LIMIT_DEPTH = 32
_LIMIT_EVENTS = 20_000
_FENCE = re.compile(r"---[ \t]*$")
_CLOSING = re.compile(r"(?:---|\.\.\.)[ \t]*$")
_PROPERTY_WIKI_LINK = re.compile(r"!?\[\[(?!\[)[^\n]*?\]\]")
_UNQUOTED_LINK = re.compile(r"^[ \t]*(?:[^\s#'\"][^:\n]*:|-)[ \t]+(\[\[[^\]\n'\"]+\]\])[ \t]*$")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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


class _GuardError(Exception):
    """The YAML is more than front matter may be."""


def read_front_matter(source: Source) -> FrontMatter:
    """Read the front matter of a note; broken YAML becomes a problem, never an error."""
    end_line = _end_line(source)
    if end_line == 0:
        return FrontMatter()
    start, end = source.starts[1], source.starts[end_line - 1]
    text = source.text[start:end]
    unquoted = tuple(_unquoted_links(source, end_line))
    try:
        links = tuple(_guarded_links(source, text, start))
        loaded = yaml.load(text, _LOADER)  # noqa: S506 - CSafeLoader or SafeLoader
    except (yaml.YAMLError, ValueError, _GuardError, RecursionError) as error:
        span = source.span(0, source.ends[0])
        problem = Problem("invalid-front-matter", f"front matter not read: {_why(error)}", span)
        return FrontMatter(end_line, problems=(problem, *unquoted))
    if not isinstance(loaded, dict):
        return FrontMatter(end_line, links=links, problems=unquoted)
    values = {str(name).lower(): value for name, value in loaded.items()}  # as Obsidian does
    title = values.get("title")
    return FrontMatter(
        end_line,
        title=str(title).strip() or None if isinstance(title, (str, int, float)) else None,
        date=_day(values.get("date")),
        aliases=tuple(_strings(values, "aliases", "alias")),
        tags=tuple(tag.lstrip("#") for tag in _strings(values, "tags", "tag") if tag.strip("#")),
        links=links,
        problems=unquoted,
    )


def _end_line(source: Source) -> int:
    if not _FENCE.match(source.line(0)):
        return 0
    for index in range(1, len(source.starts)):
        if _CLOSING.match(source.line(index)):
            return index + 1
    return 0


def _why(error: Exception) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        # Its first line is the second of the note, and marks count from 0.
        return f"{error.problem or 'broken YAML'} (line {error.problem_mark.line + 2})"
    return str(error).splitlines()[0] if str(error) else type(error).__name__


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


def _guarded_links(source: Source, text: str, start: int) -> Iterator[Link]:
    """Walk the events of the YAML once: enforce the limits, yield links of quoted values."""
    if len(text) > _LIMIT_CHARACTERS:
        raise _GuardError(f"longer than {_LIMIT_CHARACTERS // 1024} KiB")
    depth = 0
    for number, event in enumerate(yaml.parse(text, _LOADER)):
        if number > _LIMIT_EVENTS:
            raise _GuardError("too many values")
        if isinstance(event, yaml.AliasEvent):
            raise _GuardError("YAML aliases are not read")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _LIMIT_DEPTH:
                raise _GuardError("nested too deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.ScalarEvent) and event.style in ("'", '"'):
            yield from _link_of(source, event, start)


def _link_of(source: Source, event: yaml.ScalarEvent, start: int) -> Iterator[Link]:
    value = event.value.strip()
    if not _PROPERTY_WIKI_LINK.fullmatch(value) or not event.start_mark or not event.end_mark:
        return
    last = start + event.end_mark.index
    begin = source.text.find(value, start + event.start_mark.index, last)
    if begin >= 0:  # else it is written with escapes, and its raw text is not the value
        yield wiki_link("property", value, source.span(begin, begin + len(value)))


def _unquoted_links(source: Source, end_line: int) -> Iterator[Problem]:
    for index in range(1, end_line - 1):
        match = _UNQUOTED_LINK.match(source.line(index))
        if match:
            offset = source.starts[index]
            span = source.span(offset + match.start(1), offset + match.end(1))
            message = f'{match[1]} is a nested list to YAML; write "{match[1]}"'
            yield Problem("unquoted-property-link", message, span)
