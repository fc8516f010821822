"""What a finding is known by when notes have been edited or renamed since: no path and no line.

Baselines and SARIF's `partialFingerprints` bear the same ones.
"""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kblink.model import Finding

_LENGTH = 16


def fingerprint(finding: Finding) -> str:
    """Return 16 hexadecimal digits of the finding's code and of what it is about.

    That is the raw link with its blanks made one, so that a paragraph may be wrapped anew; without
    a link the finding's target, or its message without numbers, which may count lines.
    """
    subject = finding.link or finding.target or re.sub(r"\d+", "", finding.message)
    words = f"{finding.code}\0{' '.join(subject.split())}"
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def numbered_fingerprints(findings: Iterable[Finding]) -> list[str]:
    """Return `fingerprint:number` for each finding; the numbers tell equal ones of a note apart."""
    seen: Counter[tuple[str, str]] = Counter()
    numbered = []
    for finding in findings:
        known = fingerprint(finding)
        seen[finding.path, known] += 1
        numbered.append(f"{known}:{seen[finding.path, known]}")
    return numbered
