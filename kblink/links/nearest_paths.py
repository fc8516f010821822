"""The files that a link without a target may mean: by its path, its folder, its name."""

from __future__ import annotations

import html
import re
from itertools import takewhile
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kblink.links.names import has_attachment_suffix, name_key
from kblink.links.nearest_names import Near
from kblink.links.targets import (
    FOLDER_NOTES,
    TargetIndex,
    base_candidates,
    find_folder_note,
    find_target,
    folder_of,
    stem_of,
)
from kblink.model import is_note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kblink.config import LinkSettings
    from kblink.links.nearest_names import NameLookup
    from kblink.model import Link

_EXCHANGED = (
    frozenset({"md", "markdown", "mdown", "mkd", "mdx", "txt", "rst", "org", "html", "htm"}),
    frozenset({"avif", "bmp", "gif", "jpeg", "jpg", "png", "svg", "webp"}),
    frozenset({"flac", "m4a", "mp3", "ogg", "wav", "webm", "3gp"}),
    frozenset({"mkv", "mov", "mp4", "ogv", "webm"}),
)
"""Extensions that a file changes for one another when it is converted."""
_BETWEEN_WORDS = re.compile(r"[\s_-]+")
_SPELLINGS = frozenset({"spacing", "transliteration", "typo"})


def paths_like(
    link: Link, source: str, index: TargetIndex, settings: LinkSettings, lookup: NameLookup
) -> Iterator[Near]:
    """Yield the files that a link of the note `source` may mean, each once, the likeliest first."""
    seen: dict[str, str] = {}
    for near in _all(link, source, index, settings, lookup):
        if near.path in seen:
            continue
        # A name spelt otherwise counts only where nothing bears the name as it is written.
        beaten = near.reason in _SPELLINGS and not {near.reason}.issuperset(seen.values())
        yield near._replace(doubtful=True) if beaten else near
        seen[near.path] = near.reason


def _all(
    link: Link, source: str, index: TargetIndex, settings: LinkSettings, lookup: NameLookup
) -> Iterator[Near]:
    decoded = html.unescape(unquote(link.target)).replace("\\", "/")
    if decoded != link.target:
        match = find_target(link._replace(target=decoded), source, index, settings)
        if match.path is not None and not match.candidates:
            yield Near(match.path, "encoding")
        link = link._replace(target=decoded)
    written = [part for part in decoded.split("/") if part.strip() not in ("", ".", "..")]
    folder_note = find_folder_note(decoded, source, index, (*FOLDER_NOTES, *written[-1:])).path
    if folder_note is not None:
        yield Near(folder_note, "folder note")
    if not written:
        return
    base = written[-1] + base_candidates(written[-1], index)[0]
    namesakes = lookup.namesakes(name_key(base), name_key("".join(written[-2:-1])))
    if not namesakes or decoded.endswith("/"):
        for near in _by_folder(written, index, lookup):
            yield near._replace(doubtful=folder_note is not None)
    if namesakes:
        tail = [*written[:-1], base]
        yield from _by_path(link, source, tail, namesakes, index, doubtful=folder_note is not None)
    yield from _by_name(written[-1], index, doubtful=bool(namesakes))
    if not namesakes and not link.target.endswith("/"):
        yield from _by_extension(written, lookup)
        yield from _by_spelling(written, lookup)


def _by_path(
    link: Link,
    source: str,
    written: Sequence[str],
    namesakes: Sequence[str],
    index: TargetIndex,
    *,
    doubtful: bool,
) -> Iterator[Near]:
    """Files of the name that is written; the folders written decide among them."""
    keys = [name_key(part) for part in written]
    tail = "/" + "/".join(keys)
    whole = index.by_path.get(tail[1:]) or tuple(
        path for path in namesakes if ("/" + name_key(path)).endswith(tail)
    )
    if len(whole) == 1 and len(written) > 1:
        yield Near(whole[0], "wrong depth")
    for path in sorted(namesakes, key=_by_likeness(keys)):
        means_itself = path == source and not link.fragment
        if len(namesakes) > 1 or means_itself or link.target.endswith("/"):
            yield Near(path, "same name", means_itself or link.target.endswith("/"))
        elif len(written) == 1 and source.startswith(f"{folder_of(path)}/".lstrip("/")):
            yield Near(path, "wrong depth", doubtful)
        else:
            # Which of all folder notes is meant the folder tells, and it is another here.
            yield Near(path, "wrong folder", doubtful or stem_of(path) in FOLDER_NOTES)


def _by_likeness(keys: Sequence[str]) -> Callable[[str], tuple[int, int, int, str]]:
    """Order for paths: most segments shared at the end, most at all, shortest."""

    def order(path: str) -> tuple[int, int, int, str]:
        own = name_key(path).split("/")
        pairs = zip(reversed(own), reversed(keys), strict=False)
        at_end = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        return (-at_end, -len({*own}.intersection(keys)), len(path), path)

    return order


def _by_folder(written: Sequence[str], index: TargetIndex, lookup: NameLookup) -> Iterator[Near]:
    """Notes of folders that are named as the link is, wherever they lie."""
    stem = _without_note_suffix(name_key(written[-1]))
    tail = "/" + "/".join((*map(name_key, written[:-1]), stem))
    folders = lookup.folders_named(stem)
    whole = [folder for folder in folders if f"/{folder}".endswith(tail)]
    is_folder = stem == name_key(written[-1])
    reason = "folder note elsewhere" if is_folder else "note became a folder"
    found = [find_folder_note(folder, "", index, FOLDER_NOTES).path for folder in whole]
    paths = [path for path in found if path is not None]
    yield from _near(paths, reason)


def _by_name(name: str, index: TargetIndex, *, doubtful: bool) -> Iterator[Near]:
    """Notes that bear the name as alias or title."""
    key = name_key(name)
    aliased, titled = index.by_alias.get(key, ()), index.by_title.get(key, ())
    paths = dict.fromkeys((*aliased, *titled))
    for path in paths:
        reason = "alias" if path in aliased else "title"
        if len(paths) > 1:
            reason = "same name"
        yield Near(path, reason, doubtful, name)


def _by_extension(written: Sequence[str], lookup: NameLookup) -> Iterator[Near]:
    """Files of the same name whose extension is another, or was left out."""
    key = name_key("/".join(written))
    stem, dot, extension = key.rpartition("/")[2].rpartition(".")
    exchanged = {other for group in _EXCHANGED if extension in group for other in group}
    if dot and exchanged:
        key = key.removesuffix(f".{extension}")
        found = lookup.other_extensions(stem)
        paths = [path for path in found if _extension(path) in exchanged]
    else:
        found = lookup.other_extensions(key.rpartition("/")[2])
        paths = [path for path in found if has_attachment_suffix(path)]
    tail = f"/{key}"
    in_place = [path for path in paths if f"/{name_key(path)}".rpartition(".")[0].endswith(tail)]
    yield from _near(in_place, "extension")
    yield from _near(paths, "wrong folder and extension")


def _by_spelling(written: Sequence[str], lookup: NameLookup) -> Iterator[Near]:
    """Files whose names are written a little otherwise."""
    name = _without_note_suffix(written[-1])
    key = name_key(name)
    order = _by_likeness([name_key(part) for part in written])
    yield from _near(sorted(lookup.respaced(key), key=order), "spacing")
    yield from _near(sorted(lookup.transliterated(key), key=order), "transliteration", name)
    for near in _near(sorted(lookup.misspelt(key), key=order), "typo"):
        # `SyntaxHighlighting` beside `syntax highlighting` is a name of its own.
        joined = _letters(_without_note_suffix(name_key(near.path.rpartition("/")[2])))
        yield near._replace(doubtful=joined == _letters(key))


def _near(paths: Iterable[str], reason: str, display: str | None = None) -> Iterator[Near]:
    for path in paths:
        yield Near(path, reason, display=display)


def _letters(key: str) -> str:
    """A name without what stands between its words."""
    return _BETWEEN_WORDS.sub("", key)


def _without_note_suffix(name: str) -> str:
    return name.rpartition(".")[0] if is_note(name) else name


def _extension(path: str) -> str:
    return path.rpartition(".")[2].lower()
