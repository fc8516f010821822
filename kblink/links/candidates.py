"""Where a broken link may have been meant to lead: from names, paths and headings alone."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from kblink.links.names import heading_key, name_key
from kblink.links.rewrite import rewritten, written_target
from kblink.links.targets import (
    FOLDER_NOTES,
    TargetIndex,
    base_candidates,
    find_folder_note,
    find_target,
)
from kblink.model import Candidate, Link, ResolvedLink

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kblink.config import LinkSettings

CONFIDENCE = {
    "wrong depth": 0.95,
    "wrong folder": 0.9,
    "folder note": 0.9,
    "alias": 0.9,
    "title": 0.85,
    "heading": 0.6,
    "typo": 0.6,
    "same name": 0.3,
}
"""A fixed value per reason; what holds on real links is measured when repairs are made."""

_DIGITS = re.compile(r"\d")
_MOST = 5
_SHORT = 6
"""Shorter names differ by one letter and mean another thing (`lstm`, `gLSTM`)."""
_TYPING_ERROR = 1
"""Letters wrong, missing, extra or swapped. By similarity instead of distance, all 14 candidates on
a vault of 511 notes were wrong: `linear_attention` is no misspelt `log_linear_attention`."""


def candidates(
    resolved: ResolvedLink, source: str, index: TargetIndex, settings: LinkSettings
) -> tuple[Candidate, ...]:
    """Candidates for a link that is not ok, best first, one for each path."""
    link = resolved.link
    if resolved.status == "broken-heading" and resolved.target.path:
        return tuple(_headings(resolved, resolved.target.path, index))
    if resolved.status == "ambiguous":
        paths = find_target(link, source, index, settings).candidates
        return tuple(_candidate(link, source, path, "same name", index) for path in paths)
    if resolved.status not in ("broken-note", "missing-attachment"):
        return ()
    found: dict[str, Candidate] = {}
    for candidate in _by_name(link, source, index):
        found.setdefault(candidate.path, candidate)
    return tuple(sorted(found.values(), key=lambda item: -item.confidence))[:_MOST]


def _by_name(link: Link, source: str, index: TargetIndex) -> Iterator[Candidate]:
    written = [part for part in link.target.split("/") if part not in ("", ".", "..")]
    if not written:
        return
    folder_note = find_folder_note(link.target, source, index, FOLDER_NOTES)
    if folder_note.path is not None:
        yield _candidate(link, source, folder_note.path, "folder note", index)
    _, same_base = base_candidates(written[-1], index)
    for path in same_base:
        yield _candidate(link, source, path, _path_reason(written, path, same_base), index)
    key = name_key(written[-1])
    for reason, paths in (("alias", index.by_alias.get(key)), ("title", index.by_title.get(key))):
        for path in paths or ():
            yield _candidate(link, source, path, reason, index, display=written[-1])
    if not same_base and not link.target.endswith("/"):
        yield from _typos(link, source, written[-1], index)


def _path_reason(written: list[str], path: str, namesakes: tuple[str, ...]) -> str:
    if len(namesakes) > 1:
        return "same name"
    stem = str(PurePosixPath(path).with_suffix(""))
    tail = "/" + name_key("/".join(written).removesuffix(".md"))
    depth = len(written) > 1 or "/" not in stem
    return "wrong depth" if depth and ("/" + name_key(stem)).endswith(tail) else "wrong folder"


def _typos(link: Link, source: str, name: str, index: TargetIndex) -> Iterator[Candidate]:
    wanted = name_key(name.removesuffix(".md"))
    if len(wanted) < _SHORT:
        return
    for _, _, path in process.extract(
        wanted, index.stems, scorer=OSA.distance, limit=None, score_cutoff=_TYPING_ERROR
    ):
        if _DIGITS.findall(wanted) == _DIGITS.findall(index.stems[path]):  # llama_3 is not llama_4
            yield _candidate(link, source, path, "typo", index)


def _headings(resolved: ResolvedLink, path: str, index: TargetIndex) -> Iterator[Candidate]:
    """The headings of the right note that are most like the one named."""
    link = resolved.link
    texts = [text for _, text in index.places[path].headings]
    last = heading_key((link.fragment or "").rpartition("#")[2])
    for text, score, _ in process.extract(
        last, texts, scorer=fuzz.WRatio, processor=heading_key, limit=2, score_cutoff=60
    ):
        replacement = rewritten(link, link.target, fragment=text)
        yield Candidate(path, replacement, CONFIDENCE["heading"] * score / 100, "heading")


def _candidate(
    link: Link, source: str, path: str, reason: str, index: TargetIndex, display: str | None = None
) -> Candidate:
    target = written_target(link, source, path, index)
    replacement = rewritten(link, target, fragment=link.fragment, display=display)
    return Candidate(path, replacement, CONFIDENCE[reason], reason)
