"""Which candidate of a finding is surely enough the one that was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kblink.model import Candidate, Finding

LIKELY = 0.8
"""Confidence from which on a candidate is what the author meant, more often than not by far."""

_WORTH_A_WORD = 0.5


def proposed_repair(finding: Finding) -> Candidate | None:
    """Return the best candidate where its confidence makes it worth a word."""
    best = next(iter(finding.candidates), None)
    return None if best is None or best.confidence < _WORTH_A_WORD else best


def likely_repair(finding: Finding) -> Candidate | None:
    """Return the best candidate where it is likely, and likelier than all others."""
    best, second = (*finding.candidates[:2], None, None)[:2]
    if best is None or best.confidence < LIKELY:
        return None
    return best if second is None or second.confidence < best.confidence else None
