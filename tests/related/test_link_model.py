"""Weights are written and read again as they were, and tell what each group of signals adds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.rank.boosted_trees import fit_trees
from kblink.rank.logistic import LogisticModel
from kblink.related.features import FEATURE_GROUPS, TEXT_FEATURES
from kblink.related.link_model import (
    FEATURES_VERSION,
    LinkModel,
    Weights,
    as_json,
    from_document,
    from_json,
)

if TYPE_CHECKING:
    import numpy.typing as npt

WIDTH = len(FEATURE_GROUPS)


def random_model(seed: int, pairs: int = 7, *, with_trees: bool = False) -> LinkModel:
    chance = np.random.default_rng(seed)
    scale = chance.lognormal(0, 2, WIDTH)
    center = scale * chance.normal(size=WIDTH)
    text, whole = (
        LogisticModel(chance.normal(0, 0.2, width + 1), center[:width], scale[:width])
        for width in (TEXT_FEATURES, WIDTH)
    )
    if not with_trees:
        return LinkModel(Weights(text), Weights(whole), pairs)
    seen = chance.normal(size=(300, WIDTH)) * scale + center
    labels = whole.probabilities(seen) + chance.normal(0, 0.2, 300) > 0.5
    trees = [fit_trees(seen[:, :width], labels) for width in (TEXT_FEATURES, WIDTH)]
    return LinkModel(Weights(text, trees[0]), Weights(whole, trees[1]), pairs)


def features_for(model: LinkModel, seed: int, rows: int = 5) -> npt.NDArray[np.float64]:
    """Features as a model has seen them."""
    chance = np.random.default_rng(seed)
    return (
        chance.normal(size=(rows, WIDTH)) * model.whole.logistic.scale + model.whole.logistic.center
    )


GARBAGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)

MODEL = random_model(0)
WITH_TREES = random_model(1, with_trees=True)
FEATURES = features_for(MODEL, 1)


# --- probabilities --------------------------------------------------------------------------------


def test_of_a_note_without_links_only_the_text_is_looked_at() -> None:
    other = FEATURES.copy()
    other[:, TEXT_FEATURES:] += 100
    seen = MODEL.probabilities(FEATURES, has_links=True)
    by_text = MODEL.probabilities(FEATURES, has_links=False)
    assert MODEL.probabilities(other, has_links=False).tolist() == by_text.tolist()
    assert MODEL.probabilities(other[:, :TEXT_FEATURES], has_links=False) == pytest.approx(by_text)
    assert MODEL.probabilities(other, has_links=True) != pytest.approx(seen)


@given(st.integers(0, 50), st.booleans(), st.booleans())
def test_what_groups_add_is_all_that_the_odds_have_beyond_the_constant(
    seed: int, has_links: bool, with_trees: bool
) -> None:
    model = WITH_TREES if with_trees else random_model(seed)
    features = features_for(model, seed + 1)
    model_of = model.whole if has_links else model.text
    found = model.probabilities(features, has_links=has_links)
    shares = model.shares(features, has_links=has_links)
    odds = np.log(found / (1 - found))
    assert [sum(each.values()) for each in shares] == pytest.approx(
        [*(odds - model_of.constant)], abs=1e-6
    )
    assert ("links" in shares[0]) == has_links


@pytest.mark.parametrize("has_links", [True, False])
def test_trees_and_weights_say_as_much_each(has_links: bool) -> None:
    features = features_for(WITH_TREES, 2)
    weights = WITH_TREES.whole if has_links else WITH_TREES.text
    assert weights.trees is not None
    seen = features if has_links else features[:, :TEXT_FEATURES]
    found = WITH_TREES.probabilities(features, has_links=has_links)
    both = [weights.logistic.log_odds(seen), weights.trees.log_odds(seen)]
    assert np.log(found / (1 - found)) == pytest.approx(np.mean(both, axis=0))
    assert both[0] != pytest.approx(both[1], abs=0.1)


def test_a_group_adds_what_its_own_features_do() -> None:
    weights = MODEL.whole.logistic
    average = np.stack([weights.center] * 2)
    average[1, FEATURE_GROUPS.index("names")] += 1
    first, second = MODEL.shares(average, has_links=True)
    assert {*first.values()} == {0.0}
    place = FEATURE_GROUPS.index("names")
    assert second.pop("names") == pytest.approx(weights.weights[place] / weights.scale[place])
    assert {*second.values()} == {0.0}


def test_what_speaks_for_a_note_whatever_the_other_is_does_not_count_in_scores() -> None:
    popular = FEATURES.copy()
    popular[:, np.asarray(FEATURE_GROUPS) == "popularity"] += 100
    named = FEATURES.copy()
    named[:, np.asarray(FEATURE_GROUPS) == "names"] += 100
    for has_links in (False, True):
        scores = MODEL.scores(FEATURES, has_links=has_links)
        assert MODEL.scores(popular, has_links=has_links) == pytest.approx(scores)
        assert MODEL.scores(named, has_links=has_links) != pytest.approx(scores)
        likely = MODEL.probabilities(FEATURES, has_links=has_links)
        assert MODEL.probabilities(popular, has_links=has_links) != pytest.approx(likely)


def test_no_rows_are_told_nothing_of() -> None:
    nothing = np.zeros((0, WIDTH))
    assert MODEL.shares(nothing, has_links=True) == []
    assert MODEL.probabilities(nothing, has_links=True).shape == (0,)


# --- as text --------------------------------------------------------------------------------------


@given(st.integers(0, 50), st.integers(0, 10**6))
def test_a_model_that_is_read_again_says_the_same(seed: int, pairs: int) -> None:
    model = random_model(seed, pairs)
    found = from_json(as_json(model))
    assert found is not None
    assert found.pairs == pairs
    features = features_for(model, seed + 1)
    for has_links in (True, False):
        assert found.probabilities(features, has_links=has_links) == pytest.approx(
            model.probabilities(features, has_links=has_links), abs=2e-4
        )
    assert as_json(found) == as_json(model)


def test_trees_that_are_read_again_say_the_same() -> None:
    found = from_json(as_json(WITH_TREES))
    assert found is not None
    assert as_json(found) == as_json(WITH_TREES)
    features = features_for(WITH_TREES, 3)
    for has_links in (True, False):
        assert found.probabilities(features, has_links=has_links) == pytest.approx(
            WITH_TREES.probabilities(features, has_links=has_links), abs=2e-4
        )


def test_a_model_with_trees_is_no_long_file() -> None:
    assert len(as_json(WITH_TREES)) < 300_000


@given(st.sampled_from(["text", "whole"]), GARBAGE)
def test_broken_trees_break_the_model(part: str, found: Any) -> None:  # noqa: ANN401
    document = json.loads(as_json(MODEL))
    document[part]["trees"] = found
    assert from_document(document) is None


def test_trees_of_features_that_are_not_seen_are_no_model() -> None:
    document = json.loads(as_json(WITH_TREES))
    document["text"]["trees"] = document["whole"]["trees"]
    assert from_document(document) is None


def test_a_model_is_a_short_line() -> None:
    text = as_json(MODEL)
    assert "\n" not in text
    assert len(text) < 10 * 3 * (WIDTH + TEXT_FEATURES)


def test_weights_of_other_features_say_nothing() -> None:
    document = json.loads(as_json(MODEL))
    assert from_document(document) is not None
    assert from_document({**document, "features": FEATURES_VERSION + 1}) is None
    short = {name: values[:-1] for name, values in document["whole"].items()}
    assert from_document({**document, "whole": short}) is None
    assert from_document({**document, "text": document["whole"]}) is None


@given(GARBAGE)
def test_what_is_no_model_is_none(found: Any) -> None:  # noqa: ANN401  whatever JSON holds
    assert from_document(found) is None
    assert from_json(json.dumps(found)) is None


@given(st.text())
def test_no_text_is_taken_for_a_model(text: str) -> None:
    assert from_json(text) is None


@pytest.mark.parametrize("text", ["[" * 100_000, "9" * 10_000, "{", '{"features": 1}', "NaN", ""])
def test_no_hostile_text_is_taken_for_a_model(text: str) -> None:
    assert from_json(text) is None


@given(
    st.sampled_from(["features", "pairs", "text", "whole"]),
    GARBAGE.filter(lambda found: found != 1 and type(found) is not int),
)
def test_a_broken_part_breaks_the_model(name: str, found: Any) -> None:  # noqa: ANN401
    assert from_document({**json.loads(as_json(MODEL)), name: found}) is None


@pytest.mark.parametrize("pairs", [-1, 1.0, True, "1", None])
def test_pairs_are_a_number_of_them(pairs: object) -> None:
    assert from_document({**json.loads(as_json(MODEL)), "pairs": pairs}) is None


NO_NUMBERS = st.sampled_from([float("nan"), float("inf"), -float("inf"), 10**400, -(10**400)])


@given(
    st.sampled_from(["text", "whole"]),
    st.sampled_from(["weights", "center", "scale"]),
    st.integers(0, TEXT_FEATURES - 1),
    NO_NUMBERS | GARBAGE.filter(lambda found: type(found) not in (int, float)),
)
def test_a_weight_that_is_no_number_breaks_the_model(
    part: str,
    name: str,
    place: int,
    found: Any,  # noqa: ANN401
) -> None:
    document = json.loads(as_json(MODEL))
    document[part][name][place] = found
    assert from_document(document) is None


@pytest.mark.parametrize("scale", [0, 0.0, -1.0])
def test_what_would_be_divided_by_nothing_is_no_model(scale: float) -> None:
    document = json.loads(as_json(MODEL))
    document["whole"]["scale"][3] = scale
    assert from_document(document) is None
