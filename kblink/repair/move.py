"""Plan a move: what gets another path or heading, and the edits that keep every link.

Nothing is written here. `read` gives a file's text without BOM and the digest of its bytes, None
where it cannot be edited for itself (a symlink, whose file is edited at its own path).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from kblink.errors import UsageError
from kblink.links.fragments import named_headings
from kblink.links.names import heading_key
from kblink.markdown.parse_file import parse_file
from kblink.markdown.positions import SPACE
from kblink.repair.changed_vault import NewHeading, changed_vault
from kblink.repair.move_argument import HeadingMove
from kblink.repair.rewrite_links import (
    HEADING,
    Replacement,
    SourceFile,
    concerns,
    rewritten_links,
    source_file,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kblink.config import LinkSettings
    from kblink.links.places import Places
    from kblink.model import LeftLink, Move, Rewrite
    from kblink.repair.changed_vault import ChangedVault, KnownVault

ReadFile: TypeAlias = "Callable[[str], tuple[str, str] | None]"


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
    if isinstance(move, HeadingMove):
        return _plan_heading(move, vault, settings, read)
    moved = {path: new for path in vault.files if (new := _new_path(path, move)) is not None}
    change = changed_vault(vault, moved, settings)
    return _plan(vault, change, read, (move,))


def _new_path(path: str, move: Move) -> str | None:
    if path == move.old:
        return move.new
    below = path.removeprefix(f"{move.old}/")
    return None if below == path else f"{move.new}/{below}"


def _plan(
    vault: KnownVault,
    change: ChangedVault,
    read: ReadFile,
    moves: tuple[Move, ...],
    fixed: tuple[Replacement, ...] = (),
) -> MovePlan:
    rewrites: list[Rewrite] = []
    skipped: list[LeftLink] = []
    for source in _concerned(vault, change, read):
        own = fixed if change.heading and source.path == change.heading.path else ()
        made, left = rewritten_links(source, change, own)
        rewrites.extend(made)
        skipped.extend(left)
    return MovePlan(moves, tuple(rewrites), tuple(skipped))


def _concerned(vault: KnownVault, change: ChangedVault, read: ReadFile) -> Iterator[SourceFile]:
    for path, note in sorted(vault.notes.items()):
        if not concerns(path, note.links, change):
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
    heading = NewHeading(move.path, ordinal, move.text.strip(SPACE), new.title)
    change = changed_vault(vault, {}, settings, heading)
    fixed = Replacement(span, text[span.start : span.end], move.text, HEADING)
    return _plan(vault, change, read, (), (fixed,))


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
