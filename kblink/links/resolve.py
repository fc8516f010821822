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
from kblink.links.targets import WIKI_KINDS, PathMatch, TargetIndex, find_target
from kblink.model import NOTE_SUFFIXES, Link, LinkStatus, Note, ResolvedLink, Target

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kblink.config import LinkSettings

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
    if link.external:
        return ResolvedLink(link, "external", Target("external"))
    if (link.kind == "html" and not settings.html_links) or (
        link.commented and not settings.comment_links
    ):
        return ResolvedLink(link, "ignored", Target("none"))
    if not link.target and link.fragment is None:
        return ResolvedLink(link, "ignored", Target("none"), ("empty-link",))
    match = find_target(link, source, index, settings)
    if match.path is None:
        return _without_target(link, match)
    place = _match_fragment(link, index.notes.get(match.path), settings, match.path)
    status: LinkStatus = "ok" if place.ok is not False else _BROKEN[place.kind]
    if match.candidates and status == "ok":
        status = "ambiguous"
    target = Target(place.kind, match.path, link.fragment or None, place.ok)
    return ResolvedLink(link, status, target, (*match.warnings, *place.warnings))


def _without_target(link: Link, match: PathMatch) -> ResolvedLink:
    if match.candidates:
        kind = fragment_kind(link.fragment)
        return ResolvedLink(link, "ambiguous", Target(kind), match.warnings)
    if has_attachment_suffix(link.target):
        return ResolvedLink(link, "missing-attachment", Target("attachment"))
    return ResolvedLink(link, "broken-note", Target(fragment_kind(link.fragment)))


def _match_fragment(
    link: Link, note: Note | None, settings: LinkSettings, path: str
) -> FragmentMatch:
    if note is None:  # not parsed: an attachment, or a note that is excluded
        kind = fragment_kind(link.fragment) if path.lower().endswith(NOTE_SUFFIXES) else None
        return FragmentMatch(kind or "attachment", None)
    if link.kind in WIKI_KINDS:
        return match_wiki_fragment(link.fragment, note, settings.heading_match)
    return match_markdown_fragment(link.fragment, note)
