from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.evaluate.bootstrap import mean_interval

_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


def test_the_interval_of_many_coin_throws_is_the_known_one() -> None:
    # A mean of n throws deviates by sqrt(0.25 / n): 0.025 for 400, and 1.96 times that covers 95 %.
    interval = mean_interval([0.0, 1.0] * 200, seed=1)
    assert interval.mean == 0.5
    assert interval.low == pytest.approx(0.5 - 1.96 * 0.025, abs=0.005)
    assert interval.high == pytest.approx(0.5 + 1.96 * 0.025, abs=0.005)


def test_equal_values_leave_no_doubt() -> None:
    interval = mean_interval([0.25] * 7, seed=1)
    assert (interval.low, interval.mean, interval.high) == pytest.approx((0.25, 0.25, 0.25))


def test_a_single_case_has_an_interval_of_its_value() -> None:
    assert mean_interval([0.5], seed=1).low == mean_interval([0.5], seed=1).high == 0.5


def test_a_seed_draws_the_same_again() -> None:
    values = [number**2 / 900 for number in range(31)]
    assert mean_interval(values, seed=3) == mean_interval(values, seed=3)
    assert mean_interval(values, seed=3) != mean_interval(values, seed=4)


@given(_VALUES)
def test_the_interval_holds_the_mean_and_lies_within_the_values(values: list[float]) -> None:
    interval = mean_interval(values, seed=0)
    assert min(values) - 1e-9 <= interval.low <= interval.mean + 1e-9
    assert interval.mean - 1e-9 <= interval.high <= max(values) + 1e-9
