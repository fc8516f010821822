"""Orphans for a person at a terminal, each with the notes that should link to it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from kblink.report.clean import one_line
from kblink.report.hanging import Hanging, indented
from kblink.report.places import place
from kblink.report.quantities import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.model import Mention, Orphan, Rescuer

_QUOTE_LIMIT = 160
_TITLE_LIMIT = 120
SHOWN = 3
"""Rescuers that are shown of each orphan."""


def orphan_notes(
    orphans: Sequence[Orphan],
    *,
    limit: int | None = None,
    every: bool = False,
    root: str | None = None,
) -> RenderableType:
    """Return the orphans, `limit` at most, those first that a rescuer names, with its best
    rescuers each, or all of them with `every`; `root` makes hyperlinks."""
    if not orphans:
        return Text("Every note is linked to by another one.", style="dim")
    ordered = sorted(orphans, key=_order)
    parts: list[RenderableType] = []
    for orphan in ordered[:limit]:
        rescuers = orphan.rescuers if every else orphan.rescuers[:SHOWN]
        head = place(orphan.path, root=root, style="bold")
        if orphan.title.casefold() != PurePosixPath(orphan.path).stem.casefold():
            head.append(f"  {one_line(orphan.title, _TITLE_LIMIT)}", style="dim not bold")
        blocks = [_rescuer_block(each, root) for each in rescuers]
        silent = [] if blocks else [Text("  no note comes near it", style="dim")]
        parts += [Group(indented(head, 0), *blocks, *silent), Text()]
    if left := len(ordered[limit:]) if limit is not None else 0:
        parts += [Text(f"{counted(left, 'note')} more with --limit.", style="dim"), Text()]
    return Group(*parts[:-1])


def _order(orphan: Orphan) -> tuple[bool, float, str]:
    first = orphan.rescuers[0] if orphan.rescuers else None
    is_named = any(each.mention for each in orphan.rescuers[:SHOWN])
    return not is_named, -first.score if first else 0.0, orphan.path


def _rescuer_block(rescuer: Rescuer, root: str | None) -> RenderableType:
    mention, passage = rescuer.mention, rescuer.passage
    prefix = Text(f"  {rescuer.score:.2f}  ", style="dim")
    if mention is not None:
        head = place(rescuer.path, mention.span.line, mention.span.column, root=root)
        evidence = _marked(mention)
    else:
        head = place(rescuer.path, *([passage.line] if passage else []), root=root)
        quoted = one_line(passage.text.strip(), _QUOTE_LIMIT) if passage else ""
        evidence = Text(f"“{quoted}”" if quoted else "", style="italic dim")
    if rescuer.is_linked:
        head.append("  linked from the orphan", style="cyan")
    return Hanging(prefix, Group(head, *([evidence] if evidence.plain else [])))


def _marked(mention: Mention) -> Text:
    """The sentence of a mention, with the phrase set off."""
    phrase = one_line(mention.text)
    before, found, after = one_line(mention.sentence).partition(phrase)
    text = Text(before, style="italic")
    text.append(found, style="green bold not italic")
    return text.append(after)
