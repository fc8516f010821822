"""Weighted reciprocal rank fusion: several rankings of the same things become one score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)

# The usual 60 makes ranks 1 and 30 nearly equal. nDCG@10 on what search/weights.py was chosen by,
# with 2, 10 and 30: golden queries 0.652, 0.643, 0.616 (seed-vault) and 0.721, 0.719, 0.709
# (data-engineering-wiki); headings 0.933, 0.919, 0.913 (the same) and 0.680, 0.681, 0.682
# (foam-docs).
RANK_OFFSET = 2


@dataclass(frozen=True)  # slots and Generic do not go together in Python 3.11
class Ranking(Generic[Item]):
    """One side's answer: `items`, best first, no item twice; `weight` is how much the side counts.

    `trust` lowers single items of it: a factor in [0, 1], 1 where an item is absent.
    """

    weight: float
    items: Sequence[Item]
    trust: Mapping[Item, float] = field(default_factory=dict)


def fuse(rankings: Sequence[Ranking[Item]], *, offset: int = RANK_OFFSET) -> dict[Item, float]:
    """Return each item's score in [0, 1]: 1 is first, and fully trusted, in every ranking.

    Source: Cormack, Clarke, Buettcher, "Reciprocal rank fusion outperforms Condorcet and individual
    rank learning methods", SIGIR 2009; here each ranking's first place is scaled to its weight.
    """
    total = sum(ranking.weight for ranking in rankings)
    scores: defaultdict[Item, float] = defaultdict(float)
    for ranking in rankings:
        for rank, item in enumerate(ranking.items, start=1):
            share = ranking.weight * ranking.trust.get(item, 1.0) / total if total else 0.0
            scores[item] += share * (offset + 1) / (offset + rank)
    return dict(scores)
