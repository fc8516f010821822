"""The weights of `confidence`, written by `benchmarks/repair.py --write`."""

from __future__ import annotations

REASONS: dict[str, float] = {
    "alias": 4.23,
    "block moved": 7.21,
    "block typo": 0.40,
    "doubtful": -2.80,
    "encoding": 6.02,
    "extension": 7.25,
    "folder note": 4.64,
    "folder note elsewhere": 2.90,
    "heading": 5.80,
    "heading moved": 4.89,
    "heading renamed": 5.95,
    "heading reworded": 5.88,
    "heading typo": 5.23,
    "meaning": -1.50,
    "note became a folder": -0.27,
    "renamed": 7.88,
    "same name": 4.08,
    "similar block": -0.46,
    "similar heading": 3.53,
    "similar name": 2.35,
    "source moved": 5.65,
    "spacing": 6.37,
    "title": 5.11,
    "transliteration": 5.20,
    "typo": 5.76,
    "wrong case": 6.64,
    "wrong depth": 5.97,
    "wrong folder": 7.16,
    "wrong folder and extension": 6.55,
}
"""What a reason alone says: the logarithm of its odds."""

WEIGHTS: dict[str, float] = {
    "apart": -0.97,
    "far": -1.30,
    "missing": -1.11,
    "parallel": -1.51,
    "short": -0.20,
    "unlike": -9.67,
}
"""By how much each trait changes that."""
