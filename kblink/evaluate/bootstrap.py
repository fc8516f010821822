"""How sure a mean is that was taken over few cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.model import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

RESAMPLES = 10_000
_COVERED = 0.95


def mean_interval(values: Sequence[float], seed: int) -> Interval:
    """Return the mean of `values`, one at least, with its 95 % interval over other such cases.

    Source: the percentile bootstrap of Efron, "Bootstrap methods: another look at the jackknife",
    Annals of Statistics 7 (1979). The same values in the same order and `seed` give the same
    interval.
    """
    import numpy as np

    cases = np.asarray(values, dtype=np.float64)
    generator = np.random.default_rng(seed)
    # A draw as the number of times that each case is in it: (resamples, cases).
    shares = np.full(len(cases), 1 / len(cases))
    means = generator.multinomial(len(cases), shares, size=RESAMPLES) @ cases / len(cases)
    low, high = np.quantile(means, [(1 - _COVERED) / 2, (1 + _COVERED) / 2])
    return Interval(float(cases.mean()), float(low), float(high))
