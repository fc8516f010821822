from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.rank.metrics import hit, ndcg, reciprocal_rank

# Gains of the grades 1, 2, 3 are 1, 3, 7; places 1, 2, 3 divide them by 1, 1.584963, 2.
_GRADES = st.lists(st.integers(0, 3), max_size=12)


def test_ndcg_is_what_a_hand_computes() -> None:
    found = 7 / 1 + 0 / 1.584963 + 1 / 2
    best = 7 / 1 + 3 / 1.584963 + 1 / 2
    assert ndcg([3, 0, 1], [1, 3, 2], 10) == pytest.approx(found / best, abs=1e-6)
    assert ndcg([3, 0, 1], [1, 3, 2], 10) == pytest.approx(0.798485, abs=1e-6)


def test_ndcg_looks_no_deeper_than_it_is_told() -> None:
    assert ndcg([0, 0, 3], [3], 2) == 0.0
    assert ndcg([0, 0, 3], [3], 3) == pytest.approx(0.5)


def test_the_best_ranking_is_bounded_by_the_depth_as_well() -> None:
    assert ndcg([2, 2], [2] * 30, 2) == pytest.approx(1.0)


def test_a_note_of_a_high_grade_on_top_counts_more_than_one_of_a_low_grade() -> None:
    assert ndcg([3, 1], [3, 1], 5) > ndcg([1, 3], [3, 1], 5)


def test_nothing_found_and_nothing_to_be_found_are_zero() -> None:
    assert ndcg([], [3], 5) == 0.0
    assert ndcg([0, 0], [], 5) == 0.0
    assert reciprocal_rank([]) == reciprocal_rank([0, 0]) == 0.0
    assert hit([], 1) == 0.0


def test_the_reciprocal_rank_is_that_of_the_first_place_of_any_use() -> None:
    assert reciprocal_rank([0, 0, 0, 1, 3]) == 0.25


def test_a_hit_is_any_use_within_the_depth() -> None:
    assert hit([1, 0], 1) == 1.0
    assert hit([0, 1], 1) == 0.0
    assert hit([0, 1], 2) == 1.0


@given(_GRADES, st.integers(1, 12))
def test_a_share_of_the_best_is_between_zero_and_one(grades: list[int], depth: int) -> None:
    assert 0.0 <= ndcg(grades, grades, depth) <= 1.0 + 1e-12


@given(_GRADES.filter(any), st.integers(1, 12))
def test_the_best_order_gives_one(grades: list[int], depth: int) -> None:
    assert ndcg(sorted(grades, reverse=True), grades, depth) == pytest.approx(1.0)


@given(_GRADES.filter(lambda grades: len(grades) > 1), st.integers(1, 12), st.data())
def test_moving_a_better_note_up_never_lowers_it(
    grades: list[int], depth: int, data: st.DataObject
) -> None:
    low = data.draw(st.integers(1, len(grades) - 1))
    high = data.draw(st.integers(0, low - 1))
    better = list(grades)
    if grades[low] > grades[high]:
        better[low], better[high] = grades[high], grades[low]
    assert ndcg(better, grades, depth) >= ndcg(grades, grades, depth) - 1e-12


@given(_GRADES)
def test_places_that_are_of_no_use_behind_the_ranking_change_nothing(grades: list[int]) -> None:
    longer = [*grades, 0, 0]
    assert ndcg(longer, grades, 20) == ndcg(grades, grades, 20)
    assert reciprocal_rank(longer) == reciprocal_rank(grades)
