"""The numbers of a vault for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from kblink.report.bars import bars
from kblink.report.clean import one_line
from kblink.report.facts import facts
from kblink.report.quantities import size_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.model import Statistics

_SHOWN = 8
_BROKEN = ("broken-note", "broken-heading", "broken-block", "missing-attachment")
_STYLES = {"ok": "green", "ambiguous": "yellow", **dict.fromkeys(_BROKEN, "red")}


def stats_summary(numbers: Statistics) -> RenderableType:
    """Return the vault's facts, then small bar charts, each with its first few rows."""
    return Group(
        Text(one_line(numbers.vault), style="bold", overflow="fold"),
        facts(_rows(numbers)),
        *_chart("Links by verdict", numbers.statuses, _STYLES),
        *_chart("Links by kind", numbers.kinds),
        *_chart("Findings", numbers.findings),
        *_chart("Most linked notes", numbers.most_linked),
        *_chart("Most wanted: names that no file bears", numbers.most_wanted),
        *_chart("Tags", numbers.tags),
    )


def _rows(numbers: Statistics) -> list[tuple[str, str, str]]:
    languages = ", ".join(f"{one_line(code)} {number:,}" for code, number in numbers.languages)
    excluded = f"{numbers.excluded:,} more excluded" if numbers.excluded else ""
    remark = ", ".join(part for part in (languages, excluded) if part)
    per_note = numbers.links / numbers.notes if numbers.notes else 0
    return [
        ("notes", f"{numbers.notes:,}", remark),
        ("attachments", f"{numbers.attachments:,}", ""),
        ("size", size_words(numbers.size), ""),
        ("links", f"{numbers.links:,}", f"{per_note:.1f} a note"),
        ("groups", f"{numbers.components:,}", "of notes that links connect"),
        ("orphans", f"{len(numbers.orphans):,}", "that no other note links to"),
        ("dead ends", f"{len(numbers.dead_ends):,}", "that link to no other note"),
    ]


def _chart(
    title: str, pairs: Sequence[tuple[str, int]], styles: dict[str, str] | None = None
) -> list[RenderableType]:
    if not pairs:
        return []
    shown = pairs[:_SHOWN]
    rows = [(name, number, (styles or {}).get(name, "cyan")) for name, number in shown]
    parts: list[RenderableType] = [Text(), Text(title, style="bold"), bars(rows)]
    if len(pairs) > len(shown):
        rest = len(pairs) - len(shown)
        parts.append(Text(f"  and {rest:,} more: --format json lists all", style="dim"))
    return parts
