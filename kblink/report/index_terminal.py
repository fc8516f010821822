"""What one run of `index` did, for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from kblink.report.clean import one_line
from kblink.report.facts import facts
from kblink.report.index_text import has_changed
from kblink.report.quantities import counted, duration_words, size_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.model import IndexReport, RepeatedLine, Skipped

_SKIPPED_SHOWN = 20
_LINE_LIMIT = 80


def index_summary(report: IndexReport, *, boilerplate: bool = False) -> RenderableType:
    """Return a headline, a table of counts and the files that were skipped, with reasons.

    With `boilerplate` the lines that are not embedded follow.
    """
    head = Text("✓ ", style="green")
    head.append(_headline(report), style="bold")
    head.append(f"  {one_line(report.vault)}", style="dim")
    rows = [
        ("notes", f"{report.notes_total:,}", _note_changes(report)),
        (
            "sections",
            f"{report.sections_total:,}",
            f"{report.sections_embedded:,} embedded, {report.sections_reused:,} reused",
        ),
        ("links", f"{report.links_total:,}", ""),
        ("size", size_words(report.size), ""),
    ]
    if report.learned:
        learned = f"from {report.learned:,} linked pairs, for what is related"
        rows.append(("weights", "learned", learned))
    parts: list[RenderableType] = [head, facts(rows)]
    if report.skipped:
        parts.append(_skipped_lines(report.skipped))
    if boilerplate:
        parts.append(_boilerplate_lines(report.boilerplate))
    return Group(*parts)


def _headline(report: IndexReport) -> str:
    return f"Indexed in {duration_words(report.seconds)}" if has_changed(report) else "Up to date"


def _note_changes(report: IndexReport) -> str:
    counts = (
        (report.notes_new, "new"),
        (report.notes_changed, "changed"),
        (report.notes_gone, "gone"),
    )
    return ", ".join(f"{number:,} {word}" for number, word in counts if number) or "none changed"


def _skipped_lines(skipped: Sequence[Skipped]) -> RenderableType:
    parts = [Text(f"\n! {counted(len(skipped), 'file')} skipped", style="yellow")]
    for item in skipped[:_SKIPPED_SHOWN]:
        line = Text(f"  {one_line(item.path)}", overflow="fold")
        parts.append(line.append(f"  {one_line(item.reason)}", style="dim"))
    if len(skipped) > _SKIPPED_SHOWN:
        rest = len(skipped) - _SKIPPED_SHOWN
        parts.append(Text(f"  and {rest:,} more: --format json lists all", style="dim"))
    return Group(*parts)


def _boilerplate_lines(lines: Sequence[RepeatedLine]) -> RenderableType:
    if not lines:
        return Text("\n  no line is left out as boilerplate", style="dim")
    what = counted(len(lines), "line")
    parts = [Text(f"\n  {what} not embedded, since so many notes share each", style="dim")]
    digits = len(f"{lines[0].notes:,}")
    for line in lines:
        prefix = Text(f"  {line.notes:>{digits},}  ", style="dim")
        parts.append(prefix.append(one_line(line.text, _LINE_LIMIT), style="not dim"))
    return Group(*parts)
