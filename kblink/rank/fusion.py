"""Weighted reciprocal rank fusion: several rankings of the same things become one score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)

# The usual 60 makes ranks 1 and 30 nearly equal. On 669 queries made of text taken out of two
# English and two Russian vaults the two hardly differ (mean reciprocal rank 0.481 and 0.476 in
# English, 0.603 and 0.601 in Russian); on 42 English titles in a Russian vault 10 gave 0.952, 60
# 0.778.
RANK_OFFSET = 10


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
