"""Related notes for a person at a terminal, each with the passages that speak for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from kblink.report.clean import one_line
from kblink.report.hanging import Hanging
from kblink.report.places import place
from kblink.report.ranking import ranking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.model import PassageRef, RelatedNote

_TITLE_LIMIT = 200
_QUOTE_LIMIT = 160


def related_results(
    path: str, related: Sequence[RelatedNote], *, root: str | None = None
) -> RenderableType:
    """Return a ranked table of the notes related to the one at `path`; `root` makes hyperlinks."""
    if not related:
        return Text(f"Nothing related to {one_line(path)} was found.", style="dim")
    return ranking([(item.score, _related_block(item, root)) for item in related])


def _related_block(item: RelatedNote, root: str | None) -> RenderableType:
    head = Text(one_line(item.title, _TITLE_LIMIT), style="bold")
    where = place(item.path, root=root, style="dim")
    if item.linked:
        where.append("  linked", style="cyan not dim")
    return Group(head, where, _evidence("here", item.source), _evidence("there", item.target))


def _evidence(side: str, passage: PassageRef) -> RenderableType:
    heading = one_line(" › ".join(passage.heading_path))
    text = Text(f"{heading}: " if heading else "")
    text.append(f"“{one_line(passage.text.strip(), _QUOTE_LIMIT)}”", style="italic")
    return Hanging(Text(f"{side:<5}  ", style="dim"), text)
