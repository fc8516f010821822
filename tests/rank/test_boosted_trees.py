"""Trees learn what no weights can say, say the same when read again, and tell what each feature
adds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.tree import DecisionTreeRegressor

from kblink.rank.boosted_trees import BoostedTrees, as_lists, fit_trees, from_lists

if TYPE_CHECKING:
    import numpy.typing as npt

WIDTH = 5


def rows(seed: int, count: int = 2000) -> npt.NDArray[np.float64]:
    return np.random.default_rng(seed).normal(size=(count, WIDTH))


def one_but_not_both(features: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    return (features[:, 0] > 0) ^ (features[:, 1] > 0)


LEARNED = rows(0)
TREES = fit_trees(LEARNED, one_but_not_both(LEARNED))
BY_HAND = BoostedTrees(
    start=-1.0,
    roots=np.array([0, 3]),
    feature=np.array([1, 0, 0, 2, 0, 4, 0, 0]),
    threshold=np.array([0.5, 0, 0, -1, 0, 2, 0, 0], dtype=np.float32),
    left=np.array([1, 1, 2, 4, 4, 6, 6, 7]),
    right=np.array([2, 1, 2, 5, 4, 7, 6, 7]),
    value=np.array([0.25, -2.0, 3.0, 0.5, 1.0, 0.0, -1.0, 7.0]),
)


# --- what they say --------------------------------------------------------------------------------


def test_a_row_goes_left_up_to_the_threshold_and_right_beyond() -> None:
    table = np.array([[9, 0.5, -1, 9, 9], [9, 0.6, -0.9, 9, 2], [9, 0.6, 0, 9, 2.1]])
    assert BY_HAND.log_odds(table).tolist() == [-1 - 2 + 1, -1 + 3 - 1, -1 + 3 + 7]


def test_each_split_gives_its_feature_what_it_changes() -> None:
    table = np.array([[9, 0.5, -1, 9, 9], [9, 0.6, 0, 9, 2.1]])
    assert BY_HAND.parts(table).tolist() == [[0, -2.25, 0.5, 0, 0], [0, 2.75, -0.5, 0, 7]]
    assert BY_HAND.constant == -0.25


def test_no_rows_are_told_nothing_of() -> None:
    assert TREES.log_odds(LEARNED[:0]).shape == (0,)
    assert TREES.parts(LEARNED[:0]).shape == (0, WIDTH)


@given(st.integers(0, 1000))
def test_what_features_add_is_all_that_the_odds_have_beyond_the_constant(seed: int) -> None:
    table = rows(seed, 20)
    found = TREES.parts(table).sum(axis=1) + TREES.constant
    assert found == pytest.approx(TREES.log_odds(table), abs=1e-9)


# --- learning -------------------------------------------------------------------------------------


def test_they_learn_what_depends_on_two_features_together() -> None:
    unseen = rows(1)
    assert ((TREES.log_odds(unseen) > 0) == one_but_not_both(unseen)).mean() > 0.75


def test_the_same_rows_grow_the_same_trees() -> None:
    again = fit_trees(LEARNED, one_but_not_both(LEARNED))
    other = fit_trees(LEARNED, one_but_not_both(LEARNED), seed=1)
    assert as_lists(again) == as_lists(TREES) != as_lists(other)


def test_of_many_rows_each_tree_is_grown_on_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kblink.rank.boosted_trees._MOST_ROWS", 500)
    some = fit_trees(LEARNED, one_but_not_both(LEARNED))
    assert as_lists(some) == as_lists(fit_trees(LEARNED, one_but_not_both(LEARNED)))
    assert as_lists(some) != as_lists(TREES)
    unseen = rows(1)
    assert ((some.log_odds(unseen) > 0) == one_but_not_both(unseen)).mean() > 0.75


def test_what_they_say_is_near_how_often_it_is_so() -> None:
    labels = np.random.default_rng(2).random(len(LEARNED)) < 0.1
    odds = fit_trees(LEARNED, labels).log_odds(LEARNED)
    assert (1 / (1 + np.exp(-odds))).mean() == pytest.approx(labels.mean(), abs=0.02)


@pytest.mark.parametrize("count", [2, 5, 30])
def test_few_rows_give_trees_too(count: int) -> None:
    labels = np.arange(count) % 2 == 0
    assert np.isfinite(fit_trees(LEARNED[:count], labels).log_odds(LEARNED)).all()


CLOSE = 1 + np.random.default_rng(4).integers(0, 4, (2000, WIDTH)) * 2.0**-23
"""Of the four least float32 from 1 on: thresholds lie between neighbours."""


@pytest.mark.parametrize(
    ("learned", "unseen"), [(LEARNED, rows(3)), (CLOSE, CLOSE)], ids=["far", "close"]
)
def test_trees_say_what_those_of_scikit_learn_do(
    learned: npt.NDArray[np.float64],
    unseen: npt.NDArray[np.float64],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    grown: list[DecisionTreeRegressor] = []

    class Kept(DecisionTreeRegressor):  # type: ignore[misc]  # scikit-learn has no types
        def __init__(self, **settings: Any) -> None:  # noqa: ANN401
            super().__init__(**settings)
            grown.append(self)

    monkeypatch.setattr("sklearn.tree.DecisionTreeRegressor", Kept)
    found = fit_trees(learned, one_but_not_both(learned - np.median(learned)))
    table = unseen.astype(np.float32)
    leaves = [tree.apply(table) + root for tree, root in zip(grown, found.roots, strict=True)]
    expected = found.start + sum(found.value[each] for each in leaves)
    assert found.log_odds(unseen) == pytest.approx(expected, abs=1e-6)


# --- as JSON --------------------------------------------------------------------------------------


@pytest.mark.parametrize("trees", [TREES, BY_HAND])
def test_trees_that_are_read_again_say_exactly_the_same(trees: BoostedTrees) -> None:
    found = from_lists(json.loads(json.dumps(as_lists(trees))), WIDTH)
    assert found is not None
    assert found.log_odds(LEARNED).tolist() == trees.log_odds(LEARNED).tolist()
    assert found.parts(LEARNED).tolist() == trees.parts(LEARNED).tolist()
    assert as_lists(found) == as_lists(trees)


def test_they_take_little_room() -> None:
    assert len(json.dumps(as_lists(TREES), separators=(",", ":"))) < 100_000


def test_trees_of_more_features_are_none() -> None:
    assert from_lists(as_lists(BY_HAND), 5) is not None
    assert from_lists(as_lists(BY_HAND), 4) is None


GARBAGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = sorted(as_lists(BY_HAND))


@given(GARBAGE)
def test_what_is_no_trees_is_none(found: Any) -> None:  # noqa: ANN401  whatever JSON holds
    assert from_lists(found, WIDTH) is None


@given(st.sampled_from(NAMES), st.integers(0, 7), GARBAGE)
def test_a_broken_part_breaks_the_trees_or_says_numbers(
    name: str,
    place: int,
    found: Any,  # noqa: ANN401  whatever JSON holds
) -> None:
    document = as_lists(BY_HAND)
    if isinstance(document[name], list):
        document[name][place % len(document[name])] = found
    else:
        document[name] = found
    trees = from_lists(document, WIDTH)
    assert trees is None or not np.isnan(trees.parts(LEARNED[:3])).any()
    if not isinstance(found, int | float):
        assert trees is None


@given(st.sampled_from(NAMES), GARBAGE.filter(lambda found: type(found) not in (int, float)))
def test_a_missing_part_breaks_the_trees(name: str, found: Any) -> None:  # noqa: ANN401
    assert found == [] or from_lists({**as_lists(BY_HAND), name: found}, WIDTH) is None
    without = {key: value for key, value in as_lists(BY_HAND).items() if key != name}
    assert from_lists(without, WIDTH) is None


@pytest.mark.parametrize(
    ("name", "place", "found"),
    [
        ("left", 0, 0),  # a split that goes back to itself
        ("left", 5, 3),  # back to its parent
        ("right", 5, 8),  # beyond the end
        ("left", 5, -1),
        ("feature", 0, WIDTH),
        ("feature", 0, -1),
        ("roots", 1, 8),
        ("value", 0, float("nan")),
        ("value", 0, 10**400),
        ("threshold", 0, float("inf")),
        ("feature", 0, True),
    ],
)
def test_trees_with_no_way_out_are_none(name: str, place: int, found: object) -> None:
    document = as_lists(BY_HAND)
    document[name][place] = found
    assert from_lists(document, WIDTH) is None
