"""From the fragment of a link to a heading, block, footnote or anchor of its target note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.links.names import heading_key, slug, slugs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.config import HeadingMatch
    from kblink.model import Heading, Note, TargetKind


@dataclass(frozen=True, slots=True)
class FragmentMatch:
    """What kind of place a fragment names, and whether the note has it (None: not checked)."""

    kind: TargetKind
    ok: bool | None
    warnings: tuple[str, ...] = ()


_WHOLE_NOTE = FragmentMatch("note", None)


def fragment_kind(fragment: str | None) -> TargetKind:
    """What a fragment names, told by its form alone."""
    if not fragment or not fragment.strip("# "):
        return "note"
    return "block" if fragment.startswith("^") else "heading"


def match_wiki_fragment(fragment: str | None, note: Note, match: HeadingMatch) -> FragmentMatch:
    """Find the place that `#A#B`, `#^id` or `#[^footnote]` of a wiki-link names."""
    if fragment is None or fragment_kind(fragment) == "note":
        return _WHOLE_NOTE
    if fragment.startswith("^"):
        return FragmentMatch("block", has_block(note, fragment[1:]))
    if fragment.startswith("[^") and fragment.endswith("]"):
        return FragmentMatch("heading", fragment[2:-1] in note.footnotes)
    segments = [segment for segment in fragment.split("#") if segment.strip()]
    return _match_chain(note.headings, segments, match)


def match_markdown_fragment(fragment: str | None, note: Note) -> FragmentMatch:
    """Find the place that the decoded fragment of a Markdown or HTML link names."""
    if fragment is None or fragment_kind(fragment) == "note":
        return _WHOLE_NOTE
    if fragment.startswith("^"):
        return FragmentMatch("block", has_block(note, fragment[1:]))
    anchor = fragment.lower()
    if anchor in slugs(heading.text for heading in note.headings) or fragment in note.anchors:
        return FragmentMatch("heading", ok=True)
    if anchor == "top":
        return _WHOLE_NOTE
    obsidian = match_wiki_fragment(fragment, note, "obsidian")
    portable = ("not-portable",) if obsidian.ok else ()
    return FragmentMatch("heading", obsidian.ok, (*obsidian.warnings, *portable))


def has_block(note: Note, block_id: str) -> bool:
    """Whether a note has a block id; case does not count."""
    return any(block.id.lower() == block_id.strip().lower() for block in note.blocks)


def _match_chain(
    headings: Sequence[Heading], segments: Sequence[str], match: HeadingMatch
) -> FragmentMatch:
    """Walk the headings in order; each next segment must be found strictly deeper."""
    keys = _keys(headings, match)
    wanted = [_key(segment, match) for segment in segments]
    level = position = 0
    for key in wanted:
        for index in range(position, len(headings)):
            if level and headings[index].level <= level:
                return FragmentMatch("heading", ok=False)
            if keys[index] == key:
                level, position = headings[index].level, index + 1
                break
        else:
            return FragmentMatch("heading", ok=False)
    twice = len(wanted) == 1 and keys.count(wanted[0]) > 1
    return FragmentMatch("heading", ok=True, warnings=("duplicate-heading",) if twice else ())


def _keys(headings: Sequence[Heading], match: HeadingMatch) -> list[str]:
    if match == "slug":
        return slugs(heading.text for heading in headings)
    return [_key(heading.text, match) for heading in headings]


def _key(text: str, match: HeadingMatch) -> str:
    if match == "exact":
        return text.strip()
    return slug(text) if match == "slug" else heading_key(text)
