"""How an author would write a link again whose file, or whose note, has got another path.

What the link was tells more than its text: from which folder it was reckoned, and how much of the
path it named.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from kblink.links.names import name_key, normal_name
from kblink.links.targets import folder_of, is_wiki, joined_path, stem_of
from kblink.model import is_note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kblink.model import Link


class Way(NamedTuple):
    """Where a link stands, and the path that it leads to."""

    source: str
    path: str


def own_ways(link: Link, before: Way, after: Way) -> Iterator[str]:
    """Ways to write the path of `after`, the most like the author's own first."""
    if link.kind == "canvas":
        yield after.path
        return
    target = normal_name(link.target)
    if _stands_for_folder(link, before):
        folder = folder_of(after.path)
        slash = "/" * target.endswith("/")
        yield from (f"{way}{slash}" for way in _ways(link, before, after, folder) if way)
    yield from _ways(link, before, after, _shown(link, after.path))


def _stands_for_folder(link: Link, before: Way) -> bool:
    """Whether a link names the folder of the note that it leads to, not the note."""
    named = normal_name(link.target).rstrip("/").rpartition("/")[2]
    folder = folder_of(before.path).rpartition("/")[2]
    return named in (".", "..") or (
        name_key(named) == name_key(folder) and not _names(named, before.path)
    )


def _names(name: str, path: str) -> bool:
    last = path.rpartition("/")[2]
    return name_key(name) in (name_key(last), name_key(stem_of(last)))


def _shown(link: Link, path: str) -> str:
    """The path with its extension, or without where the author left it out."""
    bare = path[: -len(path.rpartition(".")[2]) - 1] if is_note(path) else path
    return path if is_note(link.target) else bare


def _ways(link: Link, before: Way, after: Way, shown: str) -> Iterator[str]:
    written = normal_name(link.target).rstrip("/").split("/")
    if written[0] in (".", ".."):
        dotted = is_wiki(link) or written[0] == "."
        yield relative_path(shown, after.source, dotted=dotted)
    elif not written[0]:
        yield f"/{shown}"
    elif not is_wiki(link) and _is_beside(link, before):
        yield relative_path(shown, after.source, dotted=False)
    else:
        segments = shown.split("/")
        is_name = len(written) == 1  # be it that the file lay in the root
        if is_name or len(written) < before.path.count("/") + 1:
            yield "/".join(segments[-len(written) :])
        yield shown


def _is_beside(link: Link, before: Way) -> bool:
    """Whether a path is reckoned from the source's folder, not from the root."""
    beside = joined_path(before.source, normal_name(link.target))
    if beside is None:
        return False
    path = name_key(before.path)
    return path.startswith((name_key(beside) + ".", name_key(beside) + "/")) or path == name_key(
        beside
    )


def relative_path(path: str, source: str, *, dotted: bool) -> str:
    """A path from the source's folder, with a `./` in front where it is `dotted`."""
    here, there = source.split("/")[:-1], path.split("/")
    pairs = zip(here, there[:-1], strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    up = [".."] * (len(here) - shared)
    return "/".join((*(up or ["."] * dotted), *there[shared:]))
