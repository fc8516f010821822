"""How sure a mean is that was taken over few cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.model import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

RESAMPLES = 10_000
_COVERED = 0.95
_CELLS = 1 << 20
"""Numbers that draws may fill at once."""


def mean_interval(values: Sequence[float], seed: int) -> Interval:
    """Return the mean of `values`, one at least, with its 95 % interval over other such cases.

    Source: the percentile bootstrap of Efron, "Bootstrap methods: another look at the jackknife",
    Annals of Statistics 7 (1979). The same values in the same order and `seed` give the same
    interval.
    """
    (interval,) = mean_intervals([[value] for value in values], seed)
    return interval


def mean_intervals(cases: Sequence[Sequence[float]], seed: int) -> list[Interval]:
    """Return what `mean_interval` does for each of several values of the same cases, all from the
    same draws: a difference between two of them is not one of the draws."""
    import numpy as np

    values = np.asarray(cases, dtype=np.float64)
    generator = np.random.default_rng(seed)
    # A draw as the number of times that each case is in it: (resamples, cases).
    shares = np.full(len(values), 1 / len(values))
    at_once = max(_CELLS // len(values), 1)
    means = np.concatenate(
        [
            generator.multinomial(len(values), shares, size=min(at_once, RESAMPLES - start))
            @ values
            / len(values)
            for start in range(0, RESAMPLES, at_once)
        ]
    )
    bounds = np.quantile(means, [(1 - _COVERED) / 2, (1 + _COVERED) / 2], axis=0)
    return [
        Interval(float(mean), float(low), float(high))
        for mean, low, high in zip(values.mean(axis=0), *bounds, strict=True)
    ]
