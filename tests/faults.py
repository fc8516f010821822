"""What is wrong in a report, without what is merely worth knowing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.report.severities import at_least

if TYPE_CHECKING:
    from kblink.model import CheckReport, Finding


def faults(report: CheckReport) -> tuple[Finding, ...]:
    """The findings that are errors or warnings: small vaults are full of orphans and dead ends."""
    return at_least(report.findings, "warning")
