"""Write a link again with another target, in the way it was written."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kblink.links.destinations import html_destination, markdown_destination, with_destination
from kblink.links.names import name_key
from kblink.links.own_way import relative_path
from kblink.links.targets import FOLDER_NOTES, TargetIndex, find_target, folder_of, is_wiki
from kblink.model import is_note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kblink.config import LinkSettings
    from kblink.model import Link, LinkFormat

_UNWRITABLE = re.compile(r"[\[\]|#^\n\r]|%%|://|^mailto:|^\s|\s$|\\$", re.IGNORECASE)
"""What no wiki-link can name."""
_QUOTES = frozenset("\"'\\")
_ENDING = {'"': frozenset('"\\'), "'": frozenset("'")}
_UNCLEAR = frozenset({"duplicate-basename", "case-collision"})
_PARTS = re.compile(r"(!?\[\[)?([^#|]*?)(#(?:[^|\\]|\\(?!\|))*?)?(\\?\|.*?)?(\]\])?", re.DOTALL)
"""Opening, target, fragment, separator and display, closing. Of a base the brackets may miss."""


def written_target(
    link: Link,
    source: str,
    path: str,
    index: TargetIndex,
    settings: LinkSettings,
    preferred: Iterable[str] = (),
    fallback: LinkFormat | None = None,
) -> str | None:
    """How the link's author would write `path`: relative, from the root, or by name alone; first of
    all in one of the ways that are `preferred`, and by `fallback` where a name alone is not enough.

    Where that leads elsewhere, or to several files, the shortest way that does not; None where
    there is none.
    """
    unclear = None
    for way in (*preferred, *_ways(link, source, path, index, fallback)):
        match = find_target(link._replace(target=way), source, index, settings)
        if match.path == path and not match.candidates:
            if _UNCLEAR.isdisjoint(match.warnings):
                return way
            unclear = unclear or way
    return unclear


def rewritten(
    link: Link,
    source: str,
    target: str | None,
    *,
    fragment: str | None = None,
    display: str | None = None,
    quote: str | None = None,
) -> str | None:
    """The whole link with another target or fragment, where they are given; all else is kept.

    `display` is set where a wiki-link has none of its own. `quote` is the mark around a property,
    where it is known. A link by reference is returned as it
    stands, since its target is in the definition. None where the link cannot be so written.
    """
    if link.kind == "canvas":
        return None if target is None or fragment is not None else _json_escaped(target)
    if not source.lower().endswith(".canvas"):
        return _rewritten(link, link.raw, target, fragment, display, quote)
    text = _rewritten(link, str(json.loads(f'"{link.raw}"')), target, fragment, display)
    return None if text is None else _json_escaped(text)


def as_markdown(
    link: Link,
    source: str,
    path: str,
    fragment: str | None,
    index: TargetIndex,
    settings: LinkSettings,
) -> str | None:
    """A wiki-link as a Markdown link to `path`, for what no wiki-link can name."""
    shown = link.display or link.target
    if link.kind not in ("wiki", "embed") or "|" in shown or _UNWRITABLE.search(shown):
        return None
    mark = "!" if link.kind == "embed" else ""
    given = link.fragment if fragment is None else fragment
    raw = f"{mark}[{shown}](x.md{'' if given is None else '#x'})"  # as Obsidian: with extension
    markdown = link._replace(kind="image" if mark else "markdown", raw=raw, target="x.md")
    target = written_target(markdown, source, path, index, settings)
    return None if target is None else rewritten(markdown, source, target, fragment=given)


def _rewritten(
    link: Link,
    raw: str,
    target: str | None,
    fragment: str | None,
    display: str | None,
    quote: str | None = None,
) -> str | None:
    if is_wiki(link):
        new = _wiki(link, raw, target, fragment, display)
    elif link.kind == "reference" or raw.endswith("]"):
        return raw
    else:
        found = html_destination(raw) if link.kind == "html" else markdown_destination(raw)
        new = found and with_destination(raw, found, target, fragment)
    # No mark may be added that ends a property, or any where the one around it is not known.
    marks = _QUOTES if quote is None else _ENDING[quote]
    if link.kind == "property" and new and not marks.intersection(new) <= set(raw):
        return None
    return new


def _wiki(
    link: Link, raw: str, target: str | None, fragment: str | None, display: str | None
) -> str | None:
    parts = _PARTS.fullmatch(raw)
    target = link.target if target is None else target
    if parts is None or parts[2].strip() != link.target or _UNWRITABLE.search(target):
        return None
    place = (parts[3] or "") if fragment is None else f"#{fragment}"
    shown = parts[4] or (f"|{display}" if display and not raw.startswith("!") else "")
    start = len(parts[2]) - len(parts[2].lstrip())
    blanks = parts[2][:start], parts[2][start + len(link.target) :]
    return f"{parts[1] or ''}{target.join(blanks)}{place}{shown}{parts[5] or ''}"


def _json_escaped(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _ways(
    link: Link, source: str, path: str, index: TargetIndex, fallback: LinkFormat | None
) -> Iterator[str]:
    """Ways to write a path, first the author's own, then from short to long."""
    if link.kind == "canvas":
        yield path
        return
    bare = str(PurePosixPath(path).with_suffix("")) if is_note(path) else path
    shown = path if is_note(link.target) else bare
    wiki = is_wiki(link)
    if wiki:
        yield from _wiki_ways(link, source, shown, fallback)
    else:
        yield from _markdown_ways(link, source, shown, index)
    for way in (shown, path):
        segments = way.split("/")
        if wiki:
            yield from ("/".join(segments[start:]) for start in range(len(segments) - 1, -1, -1))
            yield f"/{way}"
        yield relative_path(way, source, dotted=wiki)
        yield f"/{way}"


def _wiki_ways(link: Link, source: str, shown: str, fallback: LinkFormat | None) -> Iterator[str]:
    written = link.target.replace("\\", "/").split("/")
    if written[0] in (".", ".."):
        yield relative_path(shown, source, dotted=True)
    elif not written[0]:
        yield f"/{shown}"
    elif len(written) > 1:
        tail = "/".join(shown.split("/")[-len(written) :])
        if name_key(tail) == name_key(link.target):
            yield tail
    elif PurePosixPath(shown).stem not in FOLDER_NOTES:
        yield shown.rpartition("/")[2]
    if fallback == "relative" and len(written) == 1:
        yield relative_path(shown, source, dotted=True)
    yield shown


def _markdown_ways(link: Link, source: str, shown: str, index: TargetIndex) -> Iterator[str]:
    first, slash, _ = link.target.partition("/")
    if not first:
        yield f"/{shown}"
    beside = name_key(f"{folder_of(source)}/{first}".lstrip("/"))
    dotted = first in (".", "..")
    if slash and not dotted and beside not in index.folders and name_key(first) in index.folders:
        yield shown  # from the root, by Obsidian's way
    yield relative_path(shown, source, dotted=first == ".")
