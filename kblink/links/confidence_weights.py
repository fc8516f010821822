"""The weights of `confidence`, written by `benchmarks/repair.py --write`."""

from __future__ import annotations

REASONS: dict[str, float] = {
    "alias": 4.84,
    "block moved": 8.48,
    "block typo": 0.40,
    "chosen": 0.00,
    "doubtful": -0.55,
    "encoding": 6.58,
    "extension": 7.45,
    "folder note": 5.29,
    "folder note elsewhere": 5.35,
    "heading": 5.91,
    "heading moved": 5.68,
    "heading renamed": 5.92,
    "heading reworded": 6.05,
    "heading typo": 4.35,
    "meaning": -1.50,
    "note became a folder": -1.16,
    "renamed": 9.10,
    "same name": 2.51,
    "similar block": -0.40,
    "similar heading": 3.69,
    "similar name": 2.53,
    "source moved": 5.70,
    "spacing": 6.16,
    "title": 5.66,
    "transliteration": 5.32,
    "typo": 5.85,
    "wrong case": 6.60,
    "wrong depth": 6.17,
    "wrong folder": 7.15,
    "wrong folder and extension": 7.08,
}
"""What a reason alone says: the logarithm of its odds."""

WEIGHTS: dict[str, float] = {
    "apart": -0.62,
    "far": -1.56,
    "missing": -1.71,
    "parallel": -0.88,
    "short": -0.20,
    "unlike": -12.57,
}
"""By how much each trait changes that."""
