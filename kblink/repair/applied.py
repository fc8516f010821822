"""What a plan of repairs came to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kblink.model import LeftLink

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kblink.model import Applied, EditReport


def applied_report(plan: EditReport, done: Applied, created: Iterable[str]) -> EditReport:
    """The report on a plan that was written as far as `done` says: what was refused is skipped."""
    refused = {item.path: item.reason for item in done.refused}
    left = (
        LeftLink(one.edit.path, one.line, one.column, one.edit.old, refused[one.edit.path])
        for one in plan.rewrites
        if one.edit.path in refused
    )
    return replace(
        plan,
        applied=True,
        journal=done.journal,
        rewrites=tuple(one for one in plan.rewrites if one.edit.path not in refused),
        skipped=tuple(sorted((*plan.skipped, *left))),
        created=tuple(created),
    )
