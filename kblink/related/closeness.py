"""How close two notes are, and by which pair of sections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from kblink.related.passages import EmbeddedNote


@dataclass(frozen=True, slots=True)
class Closeness:
    """`score` in [0, 1]; `source` and `target`: rows of the best pair, `similarity` its cosine."""

    score: float
    source: int
    target: int
    similarity: float


def closeness(
    source: EmbeddedNote, target: EmbeddedNote, background: npt.NDArray[np.float32]
) -> Closeness:
    """Compare two notes that each have a section.

    The score is the mean, over the source's sections by their length, of the best cosine in the
    target: one alike pair ("See also", a licence) does not make two notes related. On four vaults
    (two English, two Russian; 527 links held against the ranking) recall at 10 was 0.593; without
    lengths 0.576, half best pair half mean 0.543, mean of both directions 0.526, best pair 0.435.

    The best pair is the one that stands out most from `background`, the usual closeness of each
    source section to its neighbours (shape (sections,)): footers that all notes share are the
    nearest pair of most notes and tell nothing.
    """
    cosines = source.matrix @ target.matrix.T
    score = float(source.weights() @ cosines.max(axis=1))
    telling = cosines - background[:, None]
    row, column = divmod(int(telling.argmax()), telling.shape[1])
    similarity = float(cosines[row, column])
    return Closeness(min(max(score, 0.0), 1.0), row, column, min(max(similarity, -1.0), 1.0))
