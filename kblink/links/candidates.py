"""Where a broken link may have been meant to lead: from names, paths and places alone."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from kblink.links.confidence import confidences, traits_of
from kblink.links.nearest_names import NameLookup, Near
from kblink.links.nearest_paths import paths_like
from kblink.links.nearest_places import blocks_like, headings_like
from kblink.links.rewrite import as_markdown, rewritten, written_target
from kblink.links.targets import TargetIndex, find_target
from kblink.model import Candidate, NewLinks, ResolvedLink

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kblink.config import LinkSettings

_SEVERAL = 0.3
"""The most that is given where a link cannot be written, or is ambiguous: its author decides."""

_MOST = 5
_MOST_PATHS = 10
"""That are weighed against each other; the first of them are given."""
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
    nears = places_near(resolved, source, index, settings, lookup or NameLookup(index))
    return ranked(resolved, source, nears, index, settings)


def ranked(
    resolved: ResolvedLink,
    source: str,
    nears: Sequence[Near],
    index: TargetIndex,
    settings: LinkSettings,
    new_links: NewLinks | None = None,
) -> tuple[Candidate, ...]:
    """The places that a link may mean as candidates, best first; an ambiguous one's as given.

    `new_links` tells how to write those that cannot be written in the author's own way.
    """
    traits = [traits_of(near, resolved.link, source, index) for near in nears]
    found = [
        _candidate(
            resolved, near, confidence, _written(resolved, source, near, index, settings, new_links)
        )
        for near, confidence in zip(nears, confidences(traits), strict=True)
    ]
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


def places_near(
    resolved: ResolvedLink,
    source: str,
    index: TargetIndex,
    settings: LinkSettings,
    lookup: NameLookup,
) -> list[Near]:
    """The places that a link may mean, by names and paths, the likeliest first."""
    link, path = resolved.link, resolved.target.path
    if resolved.status == "ambiguous":
        namesakes = find_target(link, source, index, settings).candidates
        return [Near(each, "same name") for each in namesakes[:_MOST_NAMESAKES]]
    if resolved.status in ("broken-note", "missing-attachment"):
        return [*islice(paths_like(link, source, index, settings, lookup), _MOST_PATHS)]
    if path is None:
        return []
    if resolved.status == "broken-heading":
        return [*headings_like(link, path, index, settings)]
    if resolved.status == "broken-block":
        return [*blocks_like(link, path, index, lookup)]
    return [Near(path, "wrong case")] if "case-mismatch" in resolved.warnings else []


def _candidate(resolved: ResolvedLink, near: Near, confidence: float, new: str | None) -> Candidate:
    """A candidate; one that the link cannot be written for has the link as it stands."""
    if new is None or resolved.status == "ambiguous":
        confidence = min(confidence, _SEVERAL)
    return Candidate(near.path, new or resolved.link.raw, confidence, near.reason)


def _written(
    resolved: ResolvedLink,
    source: str,
    near: Near,
    index: TargetIndex,
    settings: LinkSettings,
    new_links: NewLinks | None,
) -> str | None:
    """The whole link as it leads to a place; None where it cannot be written so."""
    link, new = resolved.link, None
    stays = near.path == resolved.target.path and near.fragment is not None
    fallback = None if new_links is None else new_links.format
    target = None
    if not stays:
        target = written_target(link, source, near.path, index, settings, fallback=fallback)
    if stays or target is not None:
        new = rewritten(link, source, target, fragment=near.fragment, display=near.display)
    if new is None and new_links is not None and new_links.as_markdown:
        return as_markdown(link, source, near.path, near.fragment, index, settings)
    return new
