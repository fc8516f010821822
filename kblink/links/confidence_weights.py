"""The weights of `confidence`, written by `benchmarks/repair.py --write`."""

from __future__ import annotations

REASONS: dict[str, float] = {
    "alias": 4.83,
    "block moved": 8.47,
    "block typo": 0.40,
    "chosen": 0.00,
    "doubtful": -0.28,
    "encoding": 6.57,
    "extension": 7.45,
    "folder note": 5.27,
    "folder note elsewhere": 5.33,
    "heading": 5.91,
    "heading moved": 5.68,
    "heading renamed": 5.92,
    "heading reworded": 6.07,
    "heading typo": 4.35,
    "meaning": -1.50,
    "note became a folder": -1.16,
    "renamed": 9.08,
    "same name": 2.49,
    "similar block": -0.40,
    "similar heading": 3.70,
    "similar name": 2.53,
    "source moved": 5.66,
    "spacing": 6.14,
    "title": 5.66,
    "transliteration": 5.32,
    "typo": 4.63,
    "wrong case": 6.58,
    "wrong depth": 6.14,
    "wrong folder": 7.14,
    "wrong folder and extension": 7.07,
}
"""What a reason alone says: the logarithm of its odds."""

WEIGHTS: dict[str, float] = {
    "apart": -0.60,
    "far": -1.55,
    "missing": -1.73,
    "parallel": -0.87,
    "short": -0.20,
    "unlike": -12.60,
}
"""By how much each trait changes that."""
