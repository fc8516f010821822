"""From the fragment of a link to a heading, block, footnote or anchor of its target note."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from kblink.links.names import heading_key, slug, slugs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.config import HeadingMatch
    from kblink.links.places import Places
    from kblink.model import TargetKind


@dataclass(frozen=True, slots=True)
class FragmentMatch:
    """What kind of place a fragment names, and whether the note has it (None: not checked)."""

    kind: TargetKind
    ok: bool | None
    warnings: tuple[str, ...] = ()


Headings: TypeAlias = tuple[tuple[int, str], ...]
_WHOLE_NOTE = FragmentMatch("note", None)


def fragment_kind(fragment: str | None) -> TargetKind:
    """What a fragment names, told by its form alone."""
    if not fragment or not fragment.strip("# "):
        return "note"
    return "block" if fragment.startswith("^") else "heading"


def match_wiki_fragment(fragment: str | None, places: Places, match: HeadingMatch) -> FragmentMatch:
    """Find the place that `#A#B`, `#^id` or `#[^footnote]` of a wiki-link names."""
    if fragment is None or fragment_kind(fragment) == "note":
        return _WHOLE_NOTE
    if fragment.startswith("^"):
        return FragmentMatch("block", has_block(places, fragment[1:]))
    if fragment.startswith("[^") and fragment.endswith("]"):
        return FragmentMatch("heading", fragment[2:-1] in places.footnotes)
    segments = [segment for segment in fragment.split("#") if segment.strip()]
    return _match_chain(places.headings, segments, match)


def match_markdown_fragment(fragment: str | None, places: Places) -> FragmentMatch:
    """Find the place that the decoded fragment of a Markdown or HTML link names."""
    if fragment is None or fragment_kind(fragment) == "note":
        return _WHOLE_NOTE
    if fragment.startswith("^"):
        return FragmentMatch("block", has_block(places, fragment[1:]))
    anchor = fragment.lower()
    if anchor in heading_keys(places.headings, "slug") or fragment in places.anchors:
        return FragmentMatch("heading", ok=True)
    if anchor == "top":
        return _WHOLE_NOTE
    obsidian = match_wiki_fragment(fragment, places, "obsidian")
    portable = ("not-portable",) if obsidian.ok else ()
    return FragmentMatch("heading", obsidian.ok, (*obsidian.warnings, *portable))


def named_headings(
    fragment: str | None, places: Places, match: HeadingMatch, *, wiki: bool
) -> tuple[int, ...]:
    """The ordinals of the headings that a fragment names, outermost first; none where it names
    another place, or none of the note. `wiki`: as a wiki-link or a canvas has it."""
    if fragment is None or fragment_kind(fragment) != "heading" or fragment.startswith("[^"):
        return ()
    if not wiki:
        anchors = heading_keys(places.headings, "slug")
        if fragment.lower() in anchors:
            return (anchors.index(fragment.lower()),)
        if fragment in places.anchors or fragment.lower() == "top":
            return ()
        match = "obsidian"
    segments = [segment for segment in fragment.split("#") if segment.strip()]
    return _walk(places.headings, segments, match) or ()


def has_block(places: Places, block_id: str) -> bool:
    """Whether a note has a block id; case does not count."""
    return block_id.strip().lower() in places.blocks


def _match_chain(headings: Headings, segments: Sequence[str], match: HeadingMatch) -> FragmentMatch:
    """Walk the headings in order; each next segment must be found strictly deeper."""
    walked = _walk(headings, segments, match)
    if walked is None:
        return FragmentMatch("heading", ok=False)
    keys = heading_keys(headings, match)
    twice = len(walked) == 1 and keys.count(keys[walked[0]]) > 1
    return FragmentMatch("heading", ok=True, warnings=("duplicate-heading",) if twice else ())


def _walk(
    headings: Headings, segments: Sequence[str], match: HeadingMatch
) -> tuple[int, ...] | None:
    keys = heading_keys(headings, match)
    walked: list[int] = []
    level = position = 0
    for key in (_key(segment, match) for segment in segments):
        for index in range(position, len(headings)):
            if level and headings[index][0] <= level:
                return None
            if keys[index] == key:
                level, position = headings[index][0], index + 1
                walked.append(index)
                break
        else:
            return None
    return tuple(walked)


@lru_cache(maxsize=1024)  # many links lead into one note
def heading_keys(headings: Headings, match: HeadingMatch) -> tuple[str, ...]:
    """What the headings of a note, (level, text) in order, are compared by."""
    if match == "slug":
        return tuple(slugs(text for _, text in headings))
    return tuple(_key(text, match) for _, text in headings)


def _key(text: str, match: HeadingMatch) -> str:
    if match == "exact":
        return text.strip()
    return slug(text) if match == "slug" else heading_key(text)
