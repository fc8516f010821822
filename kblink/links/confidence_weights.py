"""The weights of `confidence`, written by `benchmarks/repair.py --write`."""

from __future__ import annotations

REASONS: dict[str, float] = {
    "alias": 4.84,
    "block moved": 8.48,
    "block typo": 0.40,
    "chosen": 0.00,
    "doubtful": -0.46,
    "encoding": 6.58,
    "extension": 7.46,
    "folder note": 5.29,
    "folder note elsewhere": 5.38,
    "heading": 5.91,
    "heading moved": 5.68,
    "heading renamed": 5.92,
    "heading reworded": 6.06,
    "heading typo": 4.35,
    "meaning": -1.50,
    "note became a folder": -1.16,
    "renamed": 9.09,
    "same name": 2.50,
    "similar block": -0.40,
    "similar heading": 3.70,
    "similar name": 2.54,
    "source moved": 5.70,
    "spacing": 6.16,
    "title": 5.66,
    "transliteration": 5.32,
    "typo": 5.86,
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
    "unlike": -12.58,
}
"""By how much each trait changes that."""
