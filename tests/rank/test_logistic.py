from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.rank.logistic import LogisticModel, fit_logistic


def test_the_probability_of_coins_is_how_often_they_fell() -> None:
    features = np.array([[0.0]] * 100 + [[1.0]] * 100)
    labels = np.array([True] * 30 + [False] * 70 + [True] * 90 + [False] * 10)
    found = fit_logistic(features, labels, penalty=1e-6).probabilities(np.array([[0.0], [1.0]]))
    assert found.tolist() == pytest.approx([0.3, 0.9], abs=1e-3)


def test_a_penalty_draws_towards_the_mean() -> None:
    features, labels = np.array([[0.0], [1.0]] * 5), np.array([False, True] * 5)
    free = fit_logistic(features, labels, penalty=0.01).probabilities(features[1:2])
    bound = fit_logistic(features, labels, penalty=100).probabilities(features[1:2])
    assert 0.5 < bound[0] < 0.6 < 0.95 < free[0]


def test_what_never_differs_tells_nothing() -> None:
    features = np.array([[7.0, 0.0], [7.0, 1.0]] * 10)
    model = fit_logistic(features, np.array([False, True] * 10))
    assert model.weights[0] == pytest.approx(0)
    other = model.probabilities(np.array([[0.0, 1.0]]))
    assert other == pytest.approx(model.probabilities(features[1:2]))


def test_few_rows_keep_to_a_prior_and_many_leave_it() -> None:
    features = np.array([[0.0], [1.0]] * 50)
    prior = fit_logistic(features, np.array([False, True] * 50), penalty=1.0)
    other = np.array([True, False] * 50)  # the other way round
    untold = fit_logistic(features[:0], other[:0], prior=prior)
    few = fit_logistic(features[:4], other[:4], penalty=30.0, prior=prior)
    many = fit_logistic(np.tile(features, (20, 1)), np.tile(other, 20), penalty=30.0, prior=prior)
    asked = np.array([[0.0], [1.0]])
    assert untold.weights.tolist() == prior.weights.tolist()
    assert few.probabilities(asked)[0] < 0.2 < 0.8 < few.probabilities(asked)[1]
    assert many.probabilities(asked)[0] > 0.8 > 0.2 > many.probabilities(asked)[1]


def test_a_row_that_counts_twice_is_two_rows() -> None:
    features, labels = np.array([[0.0], [1.0], [1.0]]), np.array([False, True, False])
    prior = fit_logistic(features, labels)
    counted = fit_logistic(features, labels, prior=prior, counts=np.array([1.0, 2.0, 1.0]))
    twice = fit_logistic(features[[0, 1, 1, 2]], labels[[0, 1, 1, 2]], prior=prior)
    assert counted.weights.tolist() == pytest.approx(twice.weights.tolist())


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1, 1), st.booleans()), max_size=30))
def test_any_rows_give_probabilities(rows: list[tuple[float, float, bool]]) -> None:
    features = np.array([row[:2] for row in rows], dtype=np.float64).reshape(-1, 2)
    model = fit_logistic(features, np.array([row[2] for row in rows], dtype=np.bool_))
    found = model.probabilities(np.array([[0.0, 0.0], [1e6, 1.0]]))
    assert ((found >= 0) & (found <= 1)).all()


# --- a prior --------------------------------------------------------------------------------------

PRIOR = LogisticModel(np.array([2.0, -1.0, 0.5]), np.array([1.0, 0.0]), np.array([2.0, 4.0]))
"""Of two features."""


def test_of_no_rows_comes_the_prior_itself() -> None:
    model = fit_logistic(np.zeros((0, 2)), np.zeros(0, dtype=np.bool_), prior=PRIOR)
    assert model.weights.tolist() == PRIOR.weights.tolist()
    features = np.array([[1.0, 0.0], [3.0, 4.0], [-1.0, 8.0]])
    assert model.probabilities(features).tolist() == PRIOR.probabilities(features).tolist()
    assert PRIOR.probabilities(features[:1]).tolist() == pytest.approx([1 / (1 + np.exp(-0.5))])


def test_of_many_rows_comes_what_they_say_whatever_the_prior() -> None:
    features = np.array([[0.0, 0.0]] * 10_000 + [[1.0, 0.0]] * 10_000)
    labels = np.array(([True] * 3 + [False] * 7) * 1000 + ([True] * 9 + [False]) * 1000)
    found = fit_logistic(features, labels, prior=PRIOR).probabilities(features[[0, -1]])
    assert found.tolist() == pytest.approx([0.3, 0.9], abs=0.01)


def test_the_more_the_penalty_the_nearer_to_the_prior() -> None:
    features = np.array([[0.0, 0.0], [1.0, 1.0]] * 20)
    labels = np.array([True, False] * 20)  # the prior says the opposite of the first feature
    away = [
        float(np.abs(model.weights[:-1] - PRIOR.weights[:-1]).max())
        for penalty in (0.1, 10.0, 1000.0)
        for model in [fit_logistic(features, labels, penalty=penalty, prior=PRIOR)]
    ]
    assert away[0] > away[1] > away[2] > 0
    assert away[2] < 0.05


def test_features_are_brought_to_the_measure_of_the_prior() -> None:
    features = np.array([[100.0, 5.0], [300.0, -5.0]])
    model = fit_logistic(features, np.array([True, False]), prior=PRIOR)
    assert (model.center.tolist(), model.scale.tolist()) == ([1.0, 0.0], [2.0, 4.0])


ROWS = st.lists(
    st.tuples(st.floats(-3, 3), st.floats(-3, 3), st.booleans(), st.integers(0, 4)),
    min_size=1,
    max_size=8,
)


@given(ROWS)
def test_a_row_counts_as_often_as_is_said(rows: list[tuple[float, float, bool, int]]) -> None:
    features = np.array([row[:2] for row in rows])
    labels = np.array([row[2] for row in rows])
    counts = np.array([float(row[3]) for row in rows])
    counted = fit_logistic(features, labels, prior=PRIOR, counts=counts)
    often = np.repeat(np.arange(len(rows)), counts.astype(int))
    repeated = fit_logistic(features[often], labels[often], prior=PRIOR)
    assert counted.weights == pytest.approx(repeated.weights, abs=1e-6)
