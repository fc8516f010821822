"""The fragment of a link whose heading got another text, written as its author wrote it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kblink.links.fragments import named_headings
from kblink.links.names import slug, slugs
from kblink.links.targets import is_wiki

if TYPE_CHECKING:
    from kblink.config import HeadingMatch
    from kblink.links.places import Places
    from kblink.model import Link

_BREAKING = re.compile(r"%%|[\[\]:#|^\\]")
"""What Obsidian writes as a blank when it links to a heading."""


def heading_fragment(text: str) -> str:
    """The fragment of a wiki-link to a heading, as Obsidian writes it."""
    return " ".join(_BREAKING.sub(" ", text).split())


def names_as_wiki(link: Link) -> bool:
    """Whether a link's fragment is read as one of a wiki-link."""
    return is_wiki(link) or link.kind == "canvas"


def renamed_fragment(link: Link, before: Places, after: Places, match: HeadingMatch) -> str | None:
    """The fragment with which a link names the headings that it named `before`, where that is not
    the one that it has; both have the same headings in the same order, but for their texts.

    None where the fragment may stay, or names no heading.
    """
    fragment, wiki = link.fragment, names_as_wiki(link)
    named = named_headings(fragment, before, match, wiki=wiki)
    if not named or named == named_headings(fragment, after, match, wiki=wiki):
        return None
    if not wiki and len(named) == 1 and (fragment or "").lower() in _slugs(before):
        return _slugs(after)[named[0]]
    segments = [segment for segment in (fragment or "").split("#") if segment.strip()]
    return "#".join(
        _segment(segment, before.headings[index][1], after.headings[index][1])
        for segment, index in zip(segments, named, strict=True)
    )


def _slugs(places: Places) -> list[str]:
    return slugs(text for _, text in places.headings)


def _segment(written: str, before: str, after: str) -> str:
    if before == after:
        return written
    is_slug = written.strip() == slug(before) != heading_fragment(before)
    return slug(after) if is_slug else heading_fragment(after)
