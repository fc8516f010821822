"""Which tags a note bears, told by notes that have some: from vectors to probabilities."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.rank.logistic import fit_logistic

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from kblink.rank.logistic import LogisticModel

_FOLDS = 5
_RIDGE = 1.0
_NEIGHBOURS = 10
_SHARPNESS = 20.0
_SIGNS = 4
_FARTHEST = 0.05
"""Share of the tagged notes that stand farther from the others than is near enough to be told."""


@dataclass(frozen=True, slots=True, eq=False)
class TagModel:
    """What was learned from tagged notes: their unit `vectors`, shape (notes, dimension), and their
    `labels`, shape (notes, tags). `weights` makes a probability of the signs of a note and a tag.
    A note that is no nearer to any of them than `floor`, a cosine, is told nothing.

    `held_out`, shape (notes, tags), has the probabilities for each tagged note by what was learned
    from the others, and no tag for those too far from these.
    """

    vectors: npt.NDArray[np.float32]
    labels: npt.NDArray[np.bool_]
    weights: LogisticModel
    floor: float
    held_out: npt.NDArray[np.float64]

    def probabilities(
        self, vectors: npt.NDArray[np.float32], said: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.float64]:
        """Return the probability of each tag for each of the notes, shape (notes, tags), by their
        vectors and by how often they say the name of each tag, for so many words."""
        if not len(vectors):
            return self.held_out[:0]
        signs = tag_signs(self.vectors, self.labels, vectors, said)
        found = _probabilities(self.weights, signs)
        return found * (_nearest(self.vectors, vectors) >= self.floor)[:, None]


def fit_tags(
    vectors: npt.NDArray[np.float32],
    labels: npt.NDArray[np.bool_],
    said: npt.NDArray[np.float64],
) -> TagModel:
    """Learn from the unit vectors of tagged notes, shape (notes, dimension), which tags they bear
    and how often they say the name of each, shape (notes, tags); of two notes at least.

    The signs of each note come from the other four fifths, and the weights of the signs are fitted
    over all notes and tags, so that what is rare learns from what is not. For `held_out` they are
    fitted without the note, too.

    On quartz-docs, data-engineering-wiki, and with the folders of this and of two Russian vaults as
    tags, average precision is 0.71, 0.73, 0.81, 0.93 and 0.93; without names 0.65, 0.73, 0.81, 0.94
    and 0.93. With a logistic regression over the vectors for each tag, ours or scikit-learn's, it
    was 0.66, 0.73, 0.77, 0.95 and 0.90, at a hundred times the cost, and recall at 0.5 on the
    folders 0.48, 0.77 and 0.68, where this has 0.64, 0.91 and 0.83 at a precision that is within
    0.05 of it.
    """
    import numpy as np

    order = list(range(len(vectors)))
    random.Random(0).shuffle(order)  # noqa: S311 - no secret
    folds = [np.asarray(order[first::_FOLDS]) for first in range(min(_FOLDS, len(order)))]
    signs = np.zeros((*labels.shape, _SIGNS))
    nearest = np.zeros(len(vectors))
    for fold in folds:
        others = np.setdiff1d(order, fold)
        signs[fold] = tag_signs(vectors[others], labels[others], vectors[fold], said[fold])
        nearest[fold] = _nearest(vectors[others], vectors[fold])
    held_out = np.zeros(labels.shape)
    for fold in folds:
        others = np.setdiff1d(order, fold)
        held_out[fold] = _probabilities(_fitted(signs[others], labels[others]), signs[fold])
    floor = float(np.quantile(nearest, _FARTHEST))
    held_out *= (nearest >= floor)[:, None]
    return TagModel(vectors, labels, _fitted(signs, labels), floor, held_out)


def tag_signs(
    known: npt.NDArray[np.float32],
    labels: npt.NDArray[np.bool_],
    vectors: npt.NDArray[np.float32],
    said: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Return what speaks for each tag of each note, shape (notes, tags, 4), by `known` notes and
    their labels: how a linear model scores it, how many of the nearest notes bear it, how many of
    all do (as log odds), and how often the note says its name (`said`, as a
    logarithm).
    """
    import numpy as np

    wanted = labels.astype(np.float64)
    often = wanted.mean(axis=0)
    near = known.astype(np.float64)
    center = near.mean(axis=0)
    near, asked = near - center, vectors.astype(np.float64) - center
    # Ridge regression, by its dual form where there are fewer notes than dimensions.
    if len(near) <= near.shape[1]:
        dual = near @ near.T + _RIDGE * np.eye(len(near))
        linear = asked @ (near.T @ np.linalg.solve(dual, wanted - often))
    else:
        primal = near.T @ near + _RIDGE * np.eye(near.shape[1])
        linear = asked @ np.linalg.solve(primal, near.T @ (wanted - often))
    smooth = (wanted.sum(axis=0) + 0.5) / (len(wanted) + 1)
    usual = np.broadcast_to(np.log(smooth / (1 - smooth)), linear.shape)
    nearest = _share_of_nearest(known, wanted, vectors)
    return np.stack([linear + often, nearest, usual, np.log1p(said)], axis=-1)


def _share_of_nearest(
    known: npt.NDArray[np.float32],
    wanted: npt.NDArray[np.float64],
    vectors: npt.NDArray[np.float32],
) -> npt.NDArray[np.float64]:
    """The share of the nearest notes that bear each tag, the nearer the more."""
    import numpy as np

    cosines = (vectors @ known.T).astype(np.float64)
    count = min(_NEIGHBOURS, len(known))
    nearest = np.argsort(-cosines, axis=1, kind="stable")[:, :count]
    near = np.take_along_axis(cosines, nearest, axis=1)
    weights = np.exp(_SHARPNESS * (near - near.max(axis=1, keepdims=True)))
    weights /= weights.sum(axis=1, keepdims=True)
    found: npt.NDArray[np.float64] = np.einsum("nk,nkt->nt", weights, wanted[nearest])
    return found


def _nearest(
    known: npt.NDArray[np.float32], vectors: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    found: npt.NDArray[np.float32] = (vectors @ known.T).max(axis=1)
    return found


def _fitted(signs: npt.NDArray[np.float64], labels: npt.NDArray[np.bool_]) -> LogisticModel:
    return fit_logistic(signs.reshape(-1, _SIGNS), labels.ravel())


def _probabilities(
    weights: LogisticModel, signs: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    return weights.probabilities(signs.reshape(-1, _SIGNS)).reshape(signs.shape[:2])
