"""Plan a move: what gets another path or heading, and the edits that keep every link.

Nothing is written here. `read` gives a file's text without BOM and the digest of its bytes, None
where it cannot be edited for itself (a symlink, whose file is edited at its own path).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from kblink.edits.move_files import path_after
from kblink.errors import UsageError
from kblink.links.fragments import named_headings
from kblink.links.names import heading_key
from kblink.links.places import places_of
from kblink.markdown.parse_file import parse_file
from kblink.markdown.positions import SPACE
from kblink.model import is_note
from kblink.repair.changed_vault import Retitled, changed_vault
from kblink.repair.move_argument import HeadingMove
from kblink.repair.rewrite_links import (
    HEADING,
    Replacement,
    SourceFile,
    concerns,
    edited_text,
    rewritten_links,
    source_file,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from kblink.config import LinkSettings
    from kblink.links.places import Places
    from kblink.model import LeftLink, Move, Rewrite
    from kblink.repair.changed_vault import ChangedVault, KnownVault

ReadFile: TypeAlias = "Callable[[str], tuple[str, str] | None]"
_ROUNDS = 3
"""A link in a heading that is named by a link in a heading: no deeper is looked."""


@dataclass(frozen=True, slots=True)
class MovePlan:
    """What `mv` is to do; paths of rewrites are those before the move."""

    moves: tuple[Move, ...]
    rewrites: tuple[Rewrite, ...]
    skipped: tuple[LeftLink, ...]


def plan_move(
    move: Move | HeadingMove,
    vault: KnownVault,
    settings: LinkSettings,
    read: ReadFile,
) -> MovePlan:
    """The edits that keep every link of a vault leading where it does while something moves.

    Raises UsageError where a heading is not there, or cannot have the new text.
    """
    # A link in a comment, or of HTML, is written anew even where `check` passes it over.
    settings = replace(settings, comment_links=True, html_links=True)
    if isinstance(move, HeadingMove):
        return _plan_heading(move, vault, settings, read)
    moved = {path: new for path in vault.files if (new := path_after(move, path)) != path}
    return _plan(vault, moved, settings, read, (move,))


def _plan(
    vault: KnownVault,
    moved: Mapping[str, str],
    settings: LinkSettings,
    read: ReadFile,
    moves: tuple[Move, ...],
    fixed: Mapping[str, Replacement] = MappingProxyType({}),
) -> MovePlan:
    """Plan; where a link stands in a heading that others name, once more with its new text."""
    read = cache(read)
    retitled: dict[str, Retitled] = {}
    for _ in range(_ROUNDS):
        change = changed_vault(vault, moved, settings, retitled)
        rewrites: list[Rewrite] = []
        skipped: list[LeftLink] = []
        again: dict[str, Retitled] = {}
        for source in _concerned(vault, change, read, fixed):
            own = [fixed[source.path]] if source.path in fixed else []
            made, left = rewritten_links(source, change, own)
            rewrites.extend(made)
            skipped.extend(left)
            new = _retitled(source, made, change)
            if new is not None:
                again[source.path] = new
        if again == retitled:
            break
        retitled = again
    return MovePlan(moves, tuple(rewrites), tuple(skipped))


def _retitled(
    source: SourceFile, rewrites: Sequence[Rewrite], change: ChangedVault
) -> Retitled | None:
    """What a note will be like where a heading of it gets another text."""
    if not is_note(source.path) or not rewrites:
        return None
    old = parse_file(source.path, source.text).note.headings
    edits = [rewrite.edit for rewrite in rewrites]
    if not any(
        edit.start < heading.span.end and heading.span.start < edit.end
        for heading in old
        for edit in edits
    ):
        return None
    new = parse_file(change.at(source.path), edited_text(source.text, edits)).note
    if [item.level for item in new.headings] != [item.level for item in old]:
        return None
    return Retitled(new.title, places_of(new))


def _concerned(
    vault: KnownVault, change: ChangedVault, read: ReadFile, fixed: Collection[str]
) -> Iterator[SourceFile]:
    for path, note in sorted(vault.notes.items()):
        if path not in fixed and not concerns(path, note.links, change):
            continue
        found = read(path)
        if found is not None:
            yield source_file(path, *found)


# --- headings -------------------------------------------------------------------------------------


def _plan_heading(
    move: HeadingMove,
    vault: KnownVault,
    settings: LinkSettings,
    read: ReadFile,
) -> MovePlan:
    found = read(move.path)
    places = vault.index.places.get(move.path)
    if found is None or places is None:
        raise UsageError(f"{move.path} cannot be edited.", hint="Name the note by its own path.")
    ordinal = _ordinal(move, places)
    text, _ = found
    note = parse_file(move.path, text).note
    if len(note.headings) != len(places.headings):
        raise UsageError(f"{move.path} has changed while it was read.", hint="Run again.")
    span = note.headings[ordinal].span
    new_text = text[: span.start] + move.text + text[span.end :]
    new = parse_file(move.path, new_text).note
    expected = [(item.level, item.text) for item in note.headings]
    expected[ordinal] = (expected[ordinal][0], move.text.strip(SPACE))
    if [(item.level, item.text) for item in new.headings] != expected:
        raise UsageError(f"{move.text!r} cannot be the text of that heading.")
    fixed = Replacement(span, text[span.start : span.end], move.text, HEADING)
    return _plan(vault, {}, settings, read, (), {move.path: fixed})


def _ordinal(move: HeadingMove, places: Places) -> int:
    """Which heading is meant. Raises UsageError where none is, or another bears the new name."""
    named = named_headings(move.fragment, places, "obsidian", wiki=True)
    if not named:
        named = named_headings(move.fragment, places, "obsidian", wiki=False)
    if not named:
        raise UsageError(f"{move.path} has no heading {move.fragment!r}.")
    taken = [heading_key(text) for _, text in places.headings]
    key = heading_key(move.text)
    if not key or key in taken[: named[-1]] + taken[named[-1] + 1 :]:
        raise UsageError(f"{move.path} has a heading {move.text!r} already, or it has no letters.")
    return named[-1]
