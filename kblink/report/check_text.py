"""Findings as plain lines: `path:line:column: severity code message`, one a finding.

Editors, grep and CI logs understand this form. rich is not needed for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.report.clean import one_line
from kblink.report.severities import count_codes, verdict

if TYPE_CHECKING:
    from kblink.model import CheckReport, Finding

_MESSAGE_LIMIT = 500
_LIKELY = 0.5  # confidence from which on a candidate is worth a word


def finding_line(finding: Finding) -> str:
    """Return `finding` as one line without its line break; a likely repair ends the message."""
    place = f"{finding.path}:{finding.span.line}:{finding.span.column}"
    message = one_line(finding.message, _MESSAGE_LIMIT)
    return f"{one_line(place)}: {finding.severity} {finding.code} {message}{_advice(finding)}"


def _advice(finding: Finding) -> str:
    best = next(iter(finding.candidates), None)
    if best is None or best.confidence < _LIKELY:
        return ""
    return f" → {one_line(best.replacement, _MESSAGE_LIMIT)}"


def summary_line(report: CheckReport) -> str:
    """Return the verdict on all findings of `report`, with counts by code, as one line."""
    codes = ", ".join(f"{item.code} {item.number}" for item in count_codes(report.findings))
    return f"{verdict(report)}{f' ({codes})' if codes else ''}"
