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
    from collections.abc import Mapping, Sequence

    from kblink.model import PassageRef, RelatedNote

_TITLE_LIMIT = 200
_QUOTE_LIMIT = 160
_NOT_COUNTED = "popularity"
_BAR = "▪"
_CELLS_PER_UNIT, _LONGEST_BAR = 2, 8


def related_results(
    path: str, related: Sequence[RelatedNote], *, root: str | None = None, explain: bool = False
) -> RenderableType:
    """Return a ranked table of the notes related to the one at `path`; `root` makes hyperlinks.

    With `explain` each tells how much every group of signals adds to it or takes away.
    """
    if not related:
        return Text(f"Nothing related to {one_line(path)} was found.", style="dim")
    return ranking([(item.score, _related_block(item, root, explain=explain)) for item in related])


def _related_block(item: RelatedNote, root: str | None, *, explain: bool) -> RenderableType:
    head = Text(one_line(item.title, _TITLE_LIMIT), style="bold")
    where = place(item.path, root=root, style="dim")
    if item.linked:
        where.append("  linked", style="cyan not dim")
    parts: list[RenderableType] = [head, where]
    if explain:
        parts.append(_shares(item.shares))
    if item.naming is not None:
        side = "there" if item.naming.path == item.path else "here"
        parts.append(_fact("named", f"{side}, line {item.naming.line:,}: ", item.naming.text))
    if item.neighbours:
        more = item.neighbour_count - len(item.neighbours)
        names = ", ".join(one_line(each) for each in item.neighbours)
        parts.append(
            _fact("both", f"linked with {names}" + (f" and {more:,} more" if more else ""))
        )
    parts += [_evidence("here", item.source), _evidence("there", item.target)]
    return Group(*parts)


def _shares(shares: Mapping[str, float]) -> RenderableType:
    """What adds to a note, the most first, and what takes away, as bars."""
    text = Text()
    for name, share in sorted(shares.items(), key=lambda item: -item[1]):
        if name == _NOT_COUNTED:
            continue
        if text:
            text.append("  ")
        length = min(round(abs(share) * _CELLS_PER_UNIT), _LONGEST_BAR)
        style = "green" if share > 0 else "red"
        text.append(f"{name} ").append(f"{share:+.1f}", style=style)
        text.append(f" {_BAR * length}" if length else "", style=style)
    if _NOT_COUNTED in shares:
        text.append(f"  ({_NOT_COUNTED} {shares[_NOT_COUNTED]:+.1f} does not count)", style="dim")
    return Hanging(Text("why    ", style="dim"), text)


def _fact(label: str, words: str, quote: str = "") -> RenderableType:
    text = Text(words)
    if quote:
        text.append(f"“{one_line(quote, _QUOTE_LIMIT)}”", style="italic")
    return Hanging(Text(f"{label:<5}  ", style="dim"), text)


def _evidence(side: str, passage: PassageRef) -> RenderableType:
    heading = one_line(" › ".join(passage.heading_path))
    return _fact(side, f"{heading}: " if heading else "", passage.text.strip())
