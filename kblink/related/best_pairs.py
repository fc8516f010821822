"""How close notes are by their best pair of passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class PassageVectors:
    """The passages of all notes, note after note: float32 unit rows, shape (passages, dimension).

    `bounds`, shape (notes + 1,), has the row of each note's first passage, and the end. A note may
    have none.
    """

    vectors: npt.NDArray[np.float32]
    bounds: npt.NDArray[np.int64]

    def closeness(self, note: int) -> npt.NDArray[np.float64]:
        """Return how close every note is to one: the cosine of the best pair of passages, shape
        (notes,); -inf where either has none."""
        import numpy as np

        first, last = self.bounds[note : note + 2]
        scores = np.full(len(self.bounds) - 1, -np.inf)
        if first < last:
            nearest = (self.vectors[first:last] @ self.vectors.T).max(axis=0)
            filled = np.flatnonzero(np.diff(self.bounds))
            scores[filled] = np.maximum.reduceat(nearest, self.bounds[filled])
        return scores


def passage_vectors(vectors: npt.NDArray[np.float32], passages: Sequence[int]) -> PassageVectors:
    """Give each note as many rows of `vectors` as it has `passages`, in their order."""
    import numpy as np

    bounds = np.concatenate(([0], np.cumsum(np.asarray(passages, dtype=np.int64))))
    return PassageVectors(vectors, bounds.astype(np.int64))
