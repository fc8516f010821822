"""How well vectors find what belongs together: a value for each case, and means of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

DEPTH = 10
"""Places that are looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A measure with its value for each case, float64, shape (cases,)."""

    values: npt.NDArray[np.float64]

    @property
    def mean(self) -> float:
        """The measure; 0 where there is no case."""
        return float(self.values.mean()) if len(self.values) else 0.0

    @property
    def error(self) -> float:
        """The standard error of the mean: what another draw of as many cases would change."""
        if len(self.values) < 2:  # one case says nothing of others
            return 0.0
        return float(self.values.std(ddof=1) / np.sqrt(len(self.values)))

    def minus(self, other: Figure) -> Figure:
        """Return the differences case by case; their error is that of the paired comparison."""
        return Figure(self.values - other.values)


def best_of_parts(
    scores: npt.NDArray[np.float32], starts: Sequence[int]
) -> npt.NDArray[np.float32]:
    """Return the highest score of each run of columns, in each row.

    `starts` has the first position of each run; none is empty.
    """
    best: npt.NDArray[np.float32] = np.maximum.reduceat(scores, np.asarray(starts), axis=1)
    return best


def places(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
    """Return at which place, from 1, row i has column i; equal scores by the order of columns."""
    own = np.diagonal(scores)[:, None]
    earlier = np.tri(len(scores), scores.shape[1], k=-1, dtype=bool)
    ahead = (scores > own) | ((scores == own) & earlier)
    return np.asarray(1 + ahead.sum(axis=1), dtype=np.int64)


def retrieval(scores: npt.NDArray[np.float32]) -> dict[str, Figure]:
    """Return R@1, R@10 and MRR where column i is the one that row i looks for."""
    found = places(scores)
    return {
        "R@1": Figure((found <= 1).astype(np.float64)),
        f"R@{DEPTH}": Figure((found <= DEPTH).astype(np.float64)),
        "MRR": Figure(1 / found),
    }
