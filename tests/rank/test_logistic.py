from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.rank.logistic import fit_logistic


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
