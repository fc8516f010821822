"""What one run of `index` did, where it found nothing to do: one line, for which rich is not
needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.report.clean import one_line
from kblink.report.quantities import counted, size_words

if TYPE_CHECKING:
    from kblink.model import IndexReport


def has_changed(report: IndexReport) -> bool:
    """Whether a run found anything to do."""
    moved = report.notes_new or report.notes_changed or report.notes_gone
    return bool(moved or report.sections_embedded)


def up_to_date_line(report: IndexReport) -> str | None:
    """Return what there is to say as one line; None where a run has more to tell."""
    if has_changed(report) or report.skipped:
        return None
    held = (
        counted(report.notes_total, "note"),
        counted(report.sections_total, "section"),
        counted(report.links_total, "link"),
        size_words(report.size),
    )
    return f"✓ Up to date  {one_line(report.vault)}  {', '.join(held)}"
