"""The weights of `confidence`; written by `benchmarks/repair.py --write`, not by hand."""

from __future__ import annotations

REASONS: dict[str, float] = {
    "alias": 2.2,
    "block moved": 0.4,
    "block typo": 0.4,
    "encoding": 2.9,
    "extension": 1.7,
    "folder note": 2.2,
    "heading": 2.2,
    "heading moved": 1.4,
    "heading renamed": 2.2,
    "heading typo": 0.4,
    "meaning": -1.5,
    "note became a folder": -0.4,
    "renamed": 2.9,
    "same name": -0.8,
    "similar block": 0.4,
    "similar heading": 0.6,
    "similar name": 0.4,
    "source moved": 2.9,
    "spacing": 1.4,
    "title": 1.7,
    "transliteration": 0.8,
    "typo": 0.4,
    "wrong case": 2.9,
    "wrong depth": 2.9,
    "wrong folder": 2.2,
    "wrong folder and extension": 0.4,
}
"""What a reason alone says: the logarithm of the odds."""

WEIGHTS: dict[str, float] = {
    "apart": -0.3,
    "doubtful": -2.0,
    "far": -0.3,
    "parallel": -2.0,
    "short": -1.0,
    "unlike": -6.0,
}
"""By how much each trait changes that."""
