"""Logistic regression: from features to a probability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_STEPS = 50
_CLOSE = 1e-8
_LEAST_PULL = 1e-3
"""Of the constant: where all rows are right, or none, it would have no end."""


@dataclass(frozen=True, slots=True, eq=False)
class LogisticModel:
    """Weights for features that are brought to mean 0 and deviation 1: `weights` of shape
    (features + 1,), the last for the constant; `center` and `scale` of shape (features,)."""

    weights: npt.NDArray[np.float64]
    center: npt.NDArray[np.float64]
    scale: npt.NDArray[np.float64]

    def probabilities(self, features: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the probability of each row of features, shape (rows,)."""
        return _sigmoid(_design(features, self.center, self.scale) @ self.weights)


def fit_logistic(
    features: npt.NDArray[np.float64],
    labels: npt.NDArray[np.bool_],
    *,
    penalty: float = 1.0,
    prior: LogisticModel | None = None,
    row_weights: npt.NDArray[np.float64] | None = None,
) -> LogisticModel:
    """Fit to rows of features, shape (rows, features), and whether each is right, shape (rows,);
    `row_weights`, shape (rows,), says how often each counts.

    `penalty` draws weights to 0 (L2; not the constant's), so that few rows, or none at all, give
    a model too. With a `prior` it draws them to its weights, the constant a little too, and the
    features are brought to its mean and deviation. Newton's method: the same rows give the same
    weights.
    """
    import numpy as np

    width = features.shape[1]
    often = np.ones(len(features)) if row_weights is None else row_weights
    if prior is None:
        center, scale = _spread(features, often)
        start, pull = np.zeros(width + 1), _LEAST_PULL
    else:
        center, scale = prior.center, prior.scale
        start, pull = prior.weights, min(penalty, 1.0)
    design = _design(features, center, scale)
    wanted = labels.astype(np.float64)
    ridge = np.full(width + 1, penalty)
    ridge[-1] = pull
    weights = start.copy()
    for _ in range(_STEPS):
        found = _sigmoid(design @ weights)
        slope = design.T @ (often * (found - wanted)) + ridge * (weights - start)
        curvature = (design * (often * found * (1 - found))[:, None]).T @ design + np.diag(ridge)
        step = np.linalg.solve(curvature, slope)
        step *= min(1.0, 5.0 / max(float(np.abs(step).max()), _CLOSE))
        weights -= step
        if np.abs(step).max() < _CLOSE:
            break
    return LogisticModel(weights, center, scale)


def _spread(
    features: npt.NDArray[np.float64], often: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Mean and deviation of each feature; what is always the same has the deviation 1."""
    import numpy as np

    if not len(features):
        return np.zeros(features.shape[1]), np.ones(features.shape[1])
    center = np.average(features, axis=0, weights=often)
    spread = np.sqrt(np.average((features - center) ** 2, axis=0, weights=often))
    return center, np.where(spread > _CLOSE, spread, 1.0)


def _design(
    features: npt.NDArray[np.float64],
    center: npt.NDArray[np.float64],
    scale: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    import numpy as np

    return np.column_stack([(features - center) / scale, np.ones(len(features))])


def _sigmoid(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    import numpy as np

    found: npt.NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(values, -40, 40)))
    return found
