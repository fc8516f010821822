"""Where a broken link may have been meant to lead: from names, paths and places alone."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from kblink.links.nearest_names import NameLookup, Near
from kblink.links.nearest_paths import paths_like
from kblink.links.nearest_places import blocks_like, headings_like
from kblink.links.rewrite import rewritten, written_target
from kblink.links.targets import TargetIndex, find_target
from kblink.model import Candidate, ResolvedLink

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kblink.config import LinkSettings

CONFIDENCE = {
    "wrong case": 0.95,
    "wrong depth": 0.95,
    "encoding": 0.95,
    "wrong folder": 0.9,
    "folder note": 0.9,
    "alias": 0.9,
    "heading": 0.9,
    "extension": 0.85,
    "title": 0.85,
    "spacing": 0.8,
    "heading moved": 0.8,
    "transliteration": 0.7,
    "wrong folder and extension": 0.6,
    "typo": 0.6,
    "heading typo": 0.6,
    "block typo": 0.6,
    "block moved": 0.6,
    "similar heading": 0.45,
    "similar block": 0.4,
    "note became a folder": 0.4,
    "same name": 0.3,
}
"""One value for each reason, where one file alone answers to it; what holds on real links is
measured when repairs are made. What several answer to has that of "same name" at most."""

_MOST = 5
_MOST_NAMESAKES = 50
"""Of the files that an ambiguous link can mean; a large vault has thousands of `README.md`."""


def candidates(
    resolved: ResolvedLink,
    source: str,
    index: TargetIndex,
    settings: LinkSettings,
    lookup: NameLookup | None = None,
) -> tuple[Candidate, ...]:
    """Candidates for a link of the note `source` that is not as it should be, best first, one for
    each place. Whoever asks for many links gives one `lookup` for the index.

    A link that is found but for its case has its own note as candidate.
    """
    nears = _nears(resolved, source, index, settings, lookup or NameLookup(index))
    found = [_candidate(resolved, source, near, index, settings) for near in nears]
    if resolved.status == "ambiguous":
        return tuple(found)
    return tuple(sorted(found, key=lambda item: -item.confidence))[:_MOST]


def wants_candidates(link: ResolvedLink) -> bool:
    """Whether a link is not as it should be, so that it may have been meant to lead elsewhere."""
    return link.status not in ("ok", "external", "ignored") or "case-mismatch" in link.warnings


def offer_candidates(
    resolved: Mapping[str, Sequence[ResolvedLink]], index: TargetIndex, settings: LinkSettings
) -> dict[str, tuple[ResolvedLink, ...]]:
    """The links of all notes, by path, with candidates for those that want them."""
    lookup = NameLookup(index)
    return {
        source: tuple(
            link._replace(candidates=candidates(link, source, index, settings, lookup))
            if wants_candidates(link)
            else link
            for link in links
        )
        for source, links in resolved.items()
    }


def _nears(
    resolved: ResolvedLink,
    source: str,
    index: TargetIndex,
    settings: LinkSettings,
    lookup: NameLookup,
) -> Iterable[Near]:
    link, path = resolved.link, resolved.target.path
    if resolved.status == "ambiguous":
        namesakes = find_target(link, source, index, settings).candidates
        return [Near(each, "same name", alone=False) for each in namesakes[:_MOST_NAMESAKES]]
    if resolved.status in ("broken-note", "missing-attachment"):
        return islice(paths_like(link, source, index, settings, lookup), _MOST)
    if path is None:
        return ()
    if resolved.status == "broken-heading":
        return headings_like(link, path, index, settings)
    if resolved.status == "broken-block":
        return blocks_like(link, path, index, lookup)
    return [Near(path, "wrong case")] if "case-mismatch" in resolved.warnings else ()


def _candidate(
    resolved: ResolvedLink, source: str, near: Near, index: TargetIndex, settings: LinkSettings
) -> Candidate:
    """A candidate; one that the link cannot be written for has the link as it stands."""
    link, target = resolved.link, None
    stays = near.path == resolved.target.path and near.fragment is not None
    if not stays:
        target = written_target(link, source, near.path, index, settings)
    new = None
    if stays or target is not None:
        new = rewritten(link, source, target, fragment=near.fragment, display=near.display)
    confidence = CONFIDENCE[near.reason] * near.likeness
    if new is None or not near.alone:
        confidence = min(confidence, CONFIDENCE["same name"])
    return Candidate(near.path, new or link.raw, confidence, near.reason)
