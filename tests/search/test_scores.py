from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kblink.search.scores import section_scores
from kblink.search.sides import Sides
from kblink.store.rows import SectionPlace

if TYPE_CHECKING:
    from kblink.model import SearchMode


def _section(number: int, language: str) -> SectionPlace:
    return SectionPlace(number, f"{number}.md", "Title", 0, "[]", language)


_ENGLISH, _RUSSIAN = _section(1, "en"), _section(2, "ru")


def _scores(
    mode: SearchMode, query: str, dense: dict[int, float], keyword: dict[int, float]
) -> dict[int, float]:
    sections = {1: _ENGLISH, 2: _RUSSIAN}
    return section_scores(mode, query, Sides(dense, keyword), sections, ("en",))


def test_dense_scores_are_cosines_within_bounds() -> None:
    assert _scores("dense", "q", {1: 1.0004, 2: -0.2}, {}) == {1: 1.0, 2: 0.0}


def test_keyword_scores_are_shares_of_the_best() -> None:
    assert _scores("keyword", "q", {}, {1: 8.0, 2: 2.0}) == {1: 1.0, 2: 0.25}


def test_worthless_keyword_scores_are_zero() -> None:
    assert _scores("keyword", "q", {}, {1: 0.0}) == {1: 0.0}


def test_a_russian_query_is_ranked_by_words_when_only_english_is_known() -> None:
    scores = _scores("hybrid", "совы ночью", {1: 0.9, 2: 0.1}, {2: 3.0})
    assert scores[2] > scores[1]
    assert scores[2] > 0.9


def test_an_english_query_trusts_vectors_of_english_sections_only() -> None:
    assert _scores("hybrid", "owls", {1: 0.5}, {})[1] == pytest.approx(0.5)
    assert _scores("hybrid", "owls", {2: 0.5}, {})[2] == pytest.approx(0.05)
