from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.suggest.weights import SuggestionWeights

WEIGHTS = SuggestionWeights(
    ("one", "other"), (0.5, 1.0), (1.0, 2.0), (1.0, -1.0, 0.25), (1.0, 0.0), (1.0, 0.0, 0.5, 0.0), 7
)
numbers = st.floats(allow_nan=False, allow_infinity=False)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.tuples(numbers, numbers), st.tuples(numbers, numbers, numbers), st.integers(0))
def test_what_is_written_is_read(
    center: tuple[float, ...], weights: tuple[float, ...], links: int
) -> None:
    kept = SuggestionWeights(
        ("a", "б"), center, (1.0, 0.1), weights, (1.0, 0.0), (1.0, 0.0, 0.0, 0.0), links
    )
    assert SuggestionWeights.from_json(kept.to_json()) == kept


@given(st.text())
def test_any_text_is_read_as_nothing(text: str) -> None:
    assert SuggestionWeights.from_json(text) is None


@given(st.sampled_from([*json.loads(WEIGHTS.to_json())]), anything)
def test_anything_else_in_a_field_is_nothing_or_of_the_same_kind(key: str, value: object) -> None:
    document = {**json.loads(WEIGHTS.to_json()), key: value}
    read = SuggestionWeights.from_json(json.dumps(document))
    assert read is None or SuggestionWeights.from_json(read.to_json()) == read


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("version", 2),
        ("signs", ["one"]),
        ("signs", "ab"),
        ("center", [0.5, None]),
        ("center", [0.5, True]),
        ("scale", [1.0, 0.0]),
        ("scale", [1.0, -1.0]),
        ("weights", [1.0, -1.0]),
        ("weights", [1.0, 1e999, 0.0]),
        ("weights", [1.0, 10**400, 0.0]),
        ("anywhere", [1.0]),
        ("linked", [1.0, 0.0]),
        ("links", -1),
        ("links", 0.5),
    ],
)
def test_weights_that_do_not_fit_are_nothing(key: str, value: object) -> None:
    document = {**json.loads(WEIGHTS.to_json()), key: value}
    assert SuggestionWeights.from_json(json.dumps(document)) is None


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", "[" * 100_000, "NaN"])
def test_what_is_no_weights_is_nothing(text: str) -> None:
    assert SuggestionWeights.from_json(text) is None
