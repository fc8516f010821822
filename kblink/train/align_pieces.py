"""IBM model 1 over pairs of token sequences: which pieces of one language stand for which of the
other (Brown et al. 1993, The Mathematics of Statistical Machine Translation).

Tokens that a text repeats count once. All is arrays over the cells (pair, piece of either side).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    Ids = npt.NDArray[np.int64]

_NOTHING = 0
"""A piece that each text has besides its own, so that what has no counterpart goes there."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Probabilities of originals given translations: entry i says that `translation[i]` stands for
    `original[i]`, float64 `probability[i]`. Sorted by translation. `seen`: in how many pairs."""

    translation: Ids
    original: Ids
    probability: npt.NDArray[np.float64]
    seen: Ids


def align_pieces(
    translations: Sequence[Ids], originals: Sequence[Ids], *, pieces: int, rounds: int
) -> Alignment:
    """Learn from pairs of arrays of piece numbers, each from 1 and below `pieces`.

    Time and memory follow the number of cells: about 150 a pair of sentences, 40 bytes each.
    """
    import numpy as np

    pair, translation, original = _cells(translations, originals)
    kinds, kind = np.unique(translation * pieces + original, return_inverse=True)
    of_translation = kinds // pieces
    # Cells of one pair and one original are neighbours: they share that original among them.
    starts = np.flatnonzero(np.diff(pair * pieces + original, prepend=-1))
    sizes = np.diff(starts, append=len(kind))
    probability = np.ones(len(kinds))
    for _ in range(rounds):
        share = probability[kind]
        share /= np.repeat(np.add.reduceat(share, starts), sizes)
        counts = np.bincount(kind, weights=share, minlength=len(kinds))
        probability = counts / np.bincount(of_translation, weights=counts)[of_translation]
    seen = np.zeros(pieces, np.int64)
    for each in translations:
        seen[np.unique(each)] += 1
    real = of_translation != _NOTHING
    return Alignment(of_translation[real], kinds[real] % pieces, probability[real], seen)


def _cells(translations: Sequence[Ids], originals: Sequence[Ids]) -> tuple[Ids, Ids, Ids]:
    """Pair, translation and original of each cell, sorted by pair and original."""
    import numpy as np

    nothing = np.array([_NOTHING])
    lefts = [np.concatenate((nothing, np.unique(each))) for each in translations]
    rights = [np.unique(each) for each in originals]
    sizes = np.array([len(left) * len(right) for left, right in zip(lefts, rights, strict=True)])
    pair = np.repeat(np.arange(len(lefts)), sizes)
    translation = np.concatenate(
        [np.tile(left, len(right)) for left, right in zip(lefts, rights, strict=True)]
    )
    original = np.concatenate(
        [np.repeat(right, len(left)) for left, right in zip(lefts, rights, strict=True)]
    )
    return pair, translation, original
