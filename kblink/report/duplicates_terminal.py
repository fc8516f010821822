"""Notes that say much the same for a person at a terminal, with the passages that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from kblink.report.clean import one_line
from kblink.report.hanging import Hanging, indented
from kblink.report.places import place
from kblink.report.quantities import counted
from kblink.report.word_diff import word_diff

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.model import DuplicateGroup, DuplicatePair, PassageDifference

_DIFFERENCES = 5
"""Passages that are shown of each pair."""
_QUOTE_LIMIT = 160
_CHANGE_LIMIT = 320


def duplicate_groups(
    groups: Sequence[DuplicateGroup],
    *,
    limit: int | None = None,
    every: bool = False,
    root: str | None = None,
) -> RenderableType:
    """Return the groups, `limit` at most, most alike first; `every` shows all that differs, not
    the first few passages only; `root` makes hyperlinks."""
    if not groups:
        return Text("No two notes say the same.", style="dim")
    shown = groups[:limit]
    digits = len(str(len(shown)))
    parts: list[RenderableType] = []
    for number, group in enumerate(shown, start=1):
        pairs = [_pair_block(pair, root, every=every) for pair in group.pairs]
        body = [part for pair in pairs for part in (pair, Text())][:-1]
        if len(group.notes) > 2:
            body = [Text(f"{counted(len(group.notes), 'note')} of one kind", "bold"), *body]
        parts += [Hanging(Text(f"{number:>{digits}}  ", style="dim"), Group(*body)), Text()]
    if len(groups) > len(shown):
        left = counted(len(groups) - len(shown), "group")
        parts += [Text(f"{left} more. --limit shows them.", style="dim"), Text()]
    return Group(*parts[:-1])


def _pair_block(pair: DuplicatePair, root: str | None, *, every: bool) -> RenderableType:
    head = Text(f"{_percent(pair.similarity)}  ", style="dim")
    names = Group(
        place(pair.first, root=root, style="bold"), place(pair.second, root=root, style="bold")
    )
    shown = pair.differences if every else pair.differences[:_DIFFERENCES]
    parts: list[RenderableType] = [Hanging(head, names), indented(Text(_summary(pair)), 6)]
    parts += [indented(_difference(each), 6) for each in shown]
    if left := len(pair.differences) - len(shown):
        parts.append(indented(Text(f"and {left} more (--verbose)", style="dim"), 6))
    return Group(*parts)


def _summary(pair: DuplicatePair) -> str:
    order = ", in another order" if pair.is_reordered else ""
    if pair.kind == "same":
        return f"the same passages{order}"
    changed = sum(each.first is not None and each.second is not None for each in pair.differences)
    counts = (
        (changed, "changed"),
        (sum(each.second is None for each in pair.differences), "in the first alone"),
        (sum(each.first is None for each in pair.differences), "in the second alone"),
    )
    differing = ", ".join(f"{number:,} {where}" for number, where in counts if number)
    if pair.kind == "part":
        share = _percent(pair.first_share).strip()
        return f"{share} of the first stands in the second; passages {differing}{order}"
    return f"passages: {differing}{'; the rest in another order' if order else ''}"


def _difference(difference: PassageDifference) -> RenderableType:
    first, second = difference.first, difference.second
    if first is None or second is None:
        only = first or second
        if only is None:
            return Text()
        mark, style = ("-", "red") if first is not None else ("+", "green")
        text = Text(one_line(only.text.strip(), _QUOTE_LIMIT), style=style)
        return Hanging(Text(f"{mark} {only.line:>4}  ", style=style), text)
    text = Text()
    for kind, words in word_diff(one_line(first.text), one_line(second.text)):
        text.append(" " if text else "")
        if kind == "same":
            text.append(words)
        else:  # as git marks words, so that it can be read without colours
            mark, end, style = ("[-", "-]", "red") if kind == "old" else ("{+", "+}", "green")
            text.append(f"{mark}{words}{end}", style=style)
    text.truncate(_CHANGE_LIMIT, overflow="ellipsis")
    return Hanging(Text(f"~ {first.line:>4}  ", style="yellow"), text)


def _percent(share: float) -> str:
    """A share in percent; 100 only where it is all."""
    return f"{min(round(share * 100), 99) if share < 1 else 100:>3}%"
