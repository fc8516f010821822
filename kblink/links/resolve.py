"""Resolve links: the verdict on each, by `targets` for the file and `fragments` for the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.links.fragments import (
    FragmentMatch,
    fragment_kind,
    match_markdown_fragment,
    match_wiki_fragment,
)
from kblink.links.names import has_attachment_suffix
from kblink.links.targets import PathMatch, TargetIndex, find_alone, find_target, is_wiki
from kblink.model import Link, LinkStatus, Note, ResolvedLink, Target, is_note

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kblink.config import LinkSettings
    from kblink.links.places import Places

PLAIN_KINDS = frozenset({"wiki", "markdown", "image"})
"""Kinds of links that no setting switches off and that embed no note."""
_BROKEN: dict[str, LinkStatus] = {"heading": "broken-heading", "block": "broken-block"}


def resolve_links(
    notes: Iterable[Note], index: TargetIndex, settings: LinkSettings
) -> dict[str, tuple[ResolvedLink, ...]]:
    """Resolve every link of every note; keys are paths, links keep the order of the text."""
    return {
        note.path: tuple(resolve_link(link, note.path, index, settings) for link in note.links)
        for note in notes
    }


def resolve_link(
    link: Link, source: str, index: TargetIndex, settings: LinkSettings
) -> ResolvedLink:
    """Resolve one link of the note `source`."""
    verdict = _without_looking(link, settings)
    if verdict is not None:
        return verdict
    match = find_target(link, source, index, settings)
    places = index.places.get(match.path) if match.path is not None else None
    return _verdict(link, source, match, places, settings)


def leads_plainly(link: Link, source: str, index: TargetIndex) -> str | None:
    """The other file that a link leads to where there is nothing more to say of it; None where
    there may be: most links are done with here."""
    if link.fragment or link.kind not in PLAIN_KINDS or link.external or link.commented:
        return None
    match = find_alone(link, source, index) if link.target else None
    return None if match is None or match.path == source else match.path


def resolve_within(
    link: Link, source: str, own: Places, index: TargetIndex, settings: LinkSettings
) -> ResolvedLink | None:
    """Resolve one link of the note `source` while no other note is known, only all files are.

    None where the verdict hangs on what is in another note: on its places, or on its names where
    aliases and titles resolve.
    """
    verdict = _without_looking(link, settings)
    if verdict is not None:
        return verdict
    match = find_target(link, source, index, settings)
    if match.path is None and (settings.aliases_resolve or settings.titles_resolve):
        return None
    if match.path == source:
        return _verdict(link, source, match, own, settings)
    names_a_place = fragment_kind(link.fragment) != "note"
    if match.path is not None and names_a_place and _is_indexed(match.path, index):
        return None
    return _verdict(link, source, match, None, settings)


def _is_indexed(path: str, index: TargetIndex) -> bool:
    return is_note(path) and path not in index.excluded


def _without_looking(link: Link, settings: LinkSettings) -> ResolvedLink | None:
    """The verdict where the link alone tells it."""
    if link.commented and not settings.comment_links:
        return ResolvedLink(link, "ignored", Target("none"))
    if link.external:
        return ResolvedLink(link, "external", Target("external"))
    if link.kind == "html" and not settings.html_links:
        return ResolvedLink(link, "ignored", Target("none"))
    if not link.target and link.fragment is None:
        return ResolvedLink(link, "ignored", Target("none"), ("empty-link",))
    return None


def _verdict(
    link: Link, source: str, match: PathMatch, places: Places | None, settings: LinkSettings
) -> ResolvedLink:
    """The verdict on a link whose file was looked up; `places` are those of its note."""
    if match.path is None:
        return _without_target(link, match)
    place = _match_fragment(link, places, settings, match.path)
    status: LinkStatus = "ok" if place.ok is not False else _BROKEN[place.kind]
    if match.candidates and status == "ok":
        status = "ambiguous"
    target = Target(place.kind, match.path, link.fragment or None, place.ok)
    to_itself = ("self-link",) if _leads_to_itself(link, source, match.path, place) else ()
    return ResolvedLink(link, status, target, (*match.warnings, *place.warnings, *to_itself))


def _leads_to_itself(link: Link, source: str, path: str, place: FragmentMatch) -> bool:
    return path == source and bool(link.target) and place.kind == "note" and link.kind != "embed"


def _without_target(link: Link, match: PathMatch) -> ResolvedLink:
    if match.candidates:
        kind = fragment_kind(link.fragment)
        return ResolvedLink(link, "ambiguous", Target(kind), match.warnings)
    if has_attachment_suffix(link.target):
        return ResolvedLink(link, "missing-attachment", Target("attachment"))
    return ResolvedLink(link, "broken-note", Target(fragment_kind(link.fragment)))


def _match_fragment(
    link: Link, places: Places | None, settings: LinkSettings, path: str
) -> FragmentMatch:
    if not is_note(path):
        return FragmentMatch("attachment", None)
    if places is None:
        return FragmentMatch(fragment_kind(link.fragment), None)
    if is_wiki(link) or link.kind == "canvas":
        return match_wiki_fragment(link.fragment, places, settings.heading_match)
    return match_markdown_fragment(link.fragment, places)
