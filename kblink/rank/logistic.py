"""Logistic regression: from features to a probability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_STEPS = 50
_CLOSE = 1e-8
_HARDLY = 1e-3
"""Where all rows are right, or none, the constant would have no end without any penalty."""


@dataclass(frozen=True, slots=True, eq=False)
class LogisticModel:
    """Weights for features that are brought to mean 0 and deviation 1: `weights` of shape
    (features + 1,), the last for the constant; `center` and `scale` of shape (features,)."""

    weights: npt.NDArray[np.float64]
    center: npt.NDArray[np.float64]
    scale: npt.NDArray[np.float64]

    def probabilities(self, features: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the probability of each row of features, shape (rows,)."""
        return sigmoid(self.log_odds(features))

    def log_odds(self, features: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the logarithm of the odds of each row of features, shape (rows,)."""
        found: npt.NDArray[np.float64] = _design(features, self.center, self.scale) @ self.weights
        return found

    def parts(self, features: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return what each feature adds to the log-odds of each row, shape (rows, features), beyond
        the constant."""
        found: npt.NDArray[np.float64] = (features - self.center) / self.scale * self.weights[:-1]
        return found


def fit_logistic(
    features: npt.NDArray[np.float64],
    labels: npt.NDArray[np.bool_],
    *,
    penalty: float = 1.0,
    prior: LogisticModel | None = None,
    counts: npt.NDArray[np.float64] | None = None,
    constant_penalty: float = _HARDLY,
) -> LogisticModel:
    """Fit to rows of features, shape (rows, features), and whether each is right, shape (rows,).

    `penalty` draws weights to 0, or to those of a `prior` (L2; the constant's by its own, hardly),
    so that few rows, or none at all, give a model too. A row counts as many times as `counts`,
    shape (rows,), says. Newton's method: the same rows give the same weights.
    """
    import numpy as np

    width = features.shape[1]
    center, scale, origin = (
        (*_spread(features), np.zeros(width + 1))
        if prior is None
        else (prior.center, prior.scale, prior.weights)
    )
    design = _design(features, center, scale)
    wanted = labels.astype(np.float64)
    often = np.ones(len(features)) if counts is None else counts
    ridge = np.full(width + 1, penalty)
    ridge[-1] = constant_penalty
    weights = origin.copy()
    for _ in range(_STEPS):
        found = sigmoid(design @ weights)
        slope = design.T @ (often * (found - wanted)) + ridge * (weights - origin)
        worth = often * found * (1 - found)
        curvature = (design * worth[:, None]).T @ design + np.diag(ridge)
        step = np.linalg.solve(curvature, slope)
        step *= min(1.0, 5.0 / max(float(np.abs(step).max()), _CLOSE))
        weights -= step
        if np.abs(step).max() < _CLOSE:
            break
    return LogisticModel(weights, center, scale)


def sigmoid(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the probabilities of log-odds, of the same shape."""
    import numpy as np

    found: npt.NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(values, -40, 40)))
    return found


def _spread(
    features: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Mean and deviation of each feature, 0 and 1 where there are no rows or no spread."""
    import numpy as np

    width = features.shape[1]
    if not len(features):
        return np.zeros(width), np.ones(width)
    spread = features.std(axis=0)
    return features.mean(axis=0), np.where(spread > 0, spread, 1.0)


def _design(
    features: npt.NDArray[np.float64],
    center: npt.NDArray[np.float64],
    scale: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    import numpy as np

    return np.column_stack([(features - center) / scale, np.ones(len(features))])
