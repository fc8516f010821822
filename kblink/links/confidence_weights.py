"""The weights of `confidence`, written by `benchmarks/repair.py --write`."""

from __future__ import annotations

REASONS: dict[str, float] = {
    "alias": 4.97,
    "block moved": 8.64,
    "block typo": 0.40,
    "doubtful": -0.40,
    "encoding": 6.59,
    "extension": 6.78,
    "folder note": 3.78,
    "folder note elsewhere": 4.52,
    "heading": 5.90,
    "heading moved": 5.81,
    "heading renamed": 5.86,
    "heading reworded": 5.68,
    "heading typo": 4.67,
    "meaning": -1.50,
    "note became a folder": -1.23,
    "renamed": 9.24,
    "same name": 2.16,
    "similar block": -0.58,
    "similar heading": 3.47,
    "similar name": 2.62,
    "source moved": 4.66,
    "spacing": 6.14,
    "title": 5.64,
    "transliteration": 5.34,
    "typo": 4.71,
    "wrong case": 6.61,
    "wrong depth": 5.73,
    "wrong folder": 7.33,
    "wrong folder and extension": 6.94,
}
"""What a reason alone says: the logarithm of its odds."""

WEIGHTS: dict[str, float] = {
    "apart": -0.53,
    "far": -1.63,
    "missing": -1.69,
    "parallel": -1.37,
    "short": -0.20,
    "unlike": -12.81,
}
"""By how much each trait changes that."""
