from __future__ import annotations

import pytest

from kblink.search.weights import DENSE, UNKNOWN_LANGUAGE, dense_weight, trust


@pytest.mark.parametrize(
    ("query", "languages", "weight"),
    [
        ("gradient descent", ("en",), 1.0),
        ("градиентный спуск", ("en",), UNKNOWN_LANGUAGE),
        ("градиентный спуск", ("en", "ru"), 1.0),
        ("как настроить LoRA", ("en",), UNKNOWN_LANGUAGE),
        ("градиентный спуск", (), 1.0),
        ("勾配降下法", ("en",), UNKNOWN_LANGUAGE),
    ],
)
def test_the_dense_side_counts_by_the_language_of_the_query(
    query: str, languages: tuple[str, ...], weight: float
) -> None:
    assert dense_weight(query, languages) == pytest.approx(DENSE * weight)


def test_a_section_in_an_unknown_language_is_hardly_trusted() -> None:
    assert trust("ru", ("en",)) == UNKNOWN_LANGUAGE
    assert trust("en", ("en",)) == 1.0
