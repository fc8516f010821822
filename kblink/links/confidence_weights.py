"""The weights of `confidence`, written by `benchmarks/repair.py --write`."""

from __future__ import annotations

REASONS: dict[str, float] = {
    "alias": 4.83,
    "block moved": 8.36,
    "block typo": 0.40,
    "chosen": 0.0,
    "doubtful": -0.13,
    "encoding": 6.57,
    "extension": 7.44,
    "folder note": 3.61,
    "folder note elsewhere": 4.45,
    "heading": 5.91,
    "heading moved": 5.68,
    "heading renamed": 5.92,
    "heading reworded": 6.08,
    "heading typo": 4.35,
    "meaning": -1.50,
    "note became a folder": -1.16,
    "renamed": 8.93,
    "same name": 2.35,
    "similar block": -0.40,
    "similar heading": 3.72,
    "similar name": 2.54,
    "source moved": 5.56,
    "spacing": 6.11,
    "title": 5.66,
    "transliteration": 5.32,
    "typo": 4.60,
    "wrong case": 6.57,
    "wrong depth": 5.62,
    "wrong folder": 7.23,
    "wrong folder and extension": 7.01,
}
"""What a reason alone says: the logarithm of its odds."""

WEIGHTS: dict[str, float] = {
    "apart": -0.53,
    "far": -1.55,
    "missing": -1.73,
    "parallel": -1.28,
    "short": -0.20,
    "unlike": -12.63,
}
"""By how much each trait changes that."""
