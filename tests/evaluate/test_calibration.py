"""Confidences are held against what came true."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.evaluate.calibration import Judged, calibration, curve_intervals

JUDGED = st.lists(
    st.builds(Judged, st.integers(0, 3), st.sampled_from([0.0, 0.35, 0.9, 1.0]), st.booleans()),
    max_size=20,
)
WANTED = {0: 5, 1: 5, 2: 5, 3: 5}


def some(right: int, wrong: int, confidence: float, note: int = 0) -> list[Judged]:
    return [Judged(note, confidence, right=True)] * right + [
        Judged(note, confidence, right=False)
    ] * wrong


def test_a_confidence_that_holds_is_off_by_nothing() -> None:
    found = calibration([*some(3, 1, 0.75), *some(1, 9, 0.1)], wanted=8)
    assert found.error == pytest.approx(0)
    assert [(each.low, each.cases) for each in found.bins if each.cases] == [(0.1, 10), (0.7, 4)]


def test_the_error_is_weighted_by_suggestions() -> None:
    found = calibration([*some(2, 6, 0.95), *some(1, 1, 0.5)], wanted=4)
    assert found.error == pytest.approx(0.8 * (0.95 - 0.25))


def test_the_curve_tells_what_is_had_from_a_confidence_on() -> None:
    found = calibration([*some(3, 0, 0.9), *some(1, 4, 0.3), *some(0, 2, 1.0)], wanted=10)
    at = {point.confidence: point for point in found.curve}
    assert at[0.0] == (0.0, 0.4, 0.4, 10)
    assert at[0.4] == (0.4, 0.6, 0.3, 5)
    assert at[0.9].cases == 5


def test_coverage_is_what_is_found_while_so_much_is_right() -> None:
    judged = [*some(4, 0, 0.9), *some(2, 1, 0.6), *some(1, 9, 0.2)]
    found = curve_intervals(judged, {0: 10}, seed=0)
    assert found["coverage@0.95"].mean == 0.4
    assert found["coverage@0.75"].mean == pytest.approx(0.6)  # 6 of 7 are right
    assert found["recall"].mean == 0.7
    assert found["precision@recall0.5"].mean == pytest.approx(6 / 7)
    assert found["precision@confidence0.9"].mean == 1.0


def test_suggestions_of_one_confidence_are_taken_all_or_none() -> None:
    found = curve_intervals(some(1, 1, 0.5), {0: 1}, seed=0)
    assert found["coverage@0.75"].mean == 0.0


def test_notes_are_drawn_whole() -> None:
    judged = [*some(5, 0, 0.9, note=0), *some(0, 5, 0.9, note=1)]
    found = curve_intervals(judged, {0: 5, 1: 5}, seed=0)["recall"]
    assert (found.low, found.mean, found.high) == (0.0, 0.5, 1.0)


@given(JUDGED)
def test_all_measures_are_shares(judged: list[Judged]) -> None:
    for interval in curve_intervals(judged, dict.fromkeys(WANTED, 20), seed=1).values():
        assert 0 <= interval.low <= interval.high <= 1
        assert 0 <= interval.mean <= 1
    found = calibration(judged, wanted=20)
    assert 0 <= found.error <= 1
    assert sum(each.cases for each in found.bins) == len(judged)
