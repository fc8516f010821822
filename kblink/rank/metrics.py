"""How good a ranking is, by the grades of what it holds: 0 is of no use, 3 the thing itself.

A ranking is the sequence of the grades of its items, best place first; `judged` are the grades of
all items that there are to be found, in any order. Every measure is in [0, 1], 1 the best.
"""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def ndcg(ranked: Sequence[int], judged: Sequence[int], depth: int) -> float:
    """Return the discounted cumulative gain of the first `depth` places, as a share of the best
    possible one; 0 where nothing is to be found.

    Source: Järvelin, Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM TOIS 20
    (2002); with the gain 2^grade - 1 and the discount log2(place + 1) of Burges et al., "Learning
    to rank using gradient descent", ICML 2005.
    """
    best = _cumulative_gain(sorted(judged, reverse=True)[:depth])
    return _cumulative_gain(ranked[:depth]) / best if best else 0.0


def reciprocal_rank(ranked: Sequence[int]) -> float:
    """Return 1 / the first place that is of any use; 0 where none is."""
    return next((1 / place for place, grade in enumerate(ranked, start=1) if grade > 0), 0.0)


def hit(ranked: Sequence[int], depth: int) -> float:
    """Return 1 where one of the first `depth` places is of any use, else 0."""
    return float(any(grade > 0 for grade in ranked[:depth]))


def recall(ranked: Sequence[int], judged: Sequence[int], depth: int) -> float:
    """Return how much of what there is to be found is in the first `depth` places, over how much
    could be there; 0 where nothing is to be found."""
    possible = min(depth, sum(grade > 0 for grade in judged))
    return sum(grade > 0 for grade in ranked[:depth]) / possible if possible else 0.0


def _cumulative_gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / log2(place + 1) for place, grade in enumerate(grades, start=1))
