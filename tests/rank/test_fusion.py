from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.rank.fusion import Ranking, fuse

_RANKINGS = st.lists(
    st.builds(
        Ranking[int],
        weight=st.floats(0, 4),
        items=st.lists(st.integers(0, 20), unique=True),
        trust=st.dictionaries(st.integers(0, 20), st.floats(0, 1)),
    ),
    max_size=4,
)


def test_first_on_every_side_scores_one() -> None:
    scores = fuse([Ranking(1.0, ["a", "b"]), Ranking(0.3, ["a", "c"])])
    assert scores["a"] == pytest.approx(1.0)
    assert scores["a"] > scores["b"] > scores["c"]


def test_found_on_both_sides_beats_first_on_one() -> None:
    scores = fuse([Ranking(1.0, ["a", "both"]), Ranking(1.0, ["b", "both"])])
    assert max(scores, key=scores.__getitem__) == "both"


def test_a_weak_side_cannot_bury_what_the_strong_side_found() -> None:
    strong = [f"s{rank}" for rank in range(20)]
    scores = fuse([Ranking(1.0, strong), Ranking(0.1, ["noise"])])
    assert all(scores[item] > scores["noise"] for item in strong)


def test_what_is_not_trusted_counts_less() -> None:
    scores = fuse([Ranking(1.0, ["russian", "english"], {"russian": 0.1})])
    assert scores["english"] > scores["russian"]


def test_nothing_found_gives_no_scores() -> None:
    assert fuse([Ranking[str](1.0, []), Ranking[str](0.0, [])]) == {}


def test_sides_without_weight_give_zero_not_an_error() -> None:
    assert fuse([Ranking(0.0, ["a"])]) == {"a": 0.0}


@given(_RANKINGS)
def test_scores_stay_between_zero_and_one(rankings: list[Ranking[int]]) -> None:
    assert all(0 <= score <= 1 + 1e-9 for score in fuse(rankings).values())


@given(_RANKINGS.filter(bool), st.integers(0, 3))
def test_a_side_twice_as_heavy_everywhere_changes_nothing(
    rankings: list[Ranking[int]], extra: int
) -> None:
    factor = 2.0**extra
    heavier = [Ranking(each.weight * factor, each.items, each.trust) for each in rankings]
    assert fuse(heavier) == pytest.approx(fuse(rankings))
