from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kblink.search.scores import note_scores, section_scores
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
    assert scores[2] > 0.85


def test_an_english_query_trusts_vectors_of_english_sections_only() -> None:
    assert _scores("hybrid", "owls", {1: 0.5}, {})[1] == pytest.approx(0.6)
    assert _scores("hybrid", "owls", {2: 0.5}, {})[2] == pytest.approx(0.06)


def test_many_sections_of_a_note_do_not_push_other_notes_down() -> None:
    long, other = "long.md", "other.md"
    places = {
        number: SectionPlace(number, other if number == 5 else long, "Title", 0, "[]", "en")
        for number in range(1, 6)
    }
    by_meaning = {number: 1 - number / 10 for number in places}
    scores = note_scores("owls", Sides(by_meaning, {}), places, ("en",))
    alone = note_scores("owls", Sides({1: 0.9, 5: 0.5}, {}), places, ("en",))
    assert scores == alone
    assert scores[long] > scores[other]


def test_a_note_that_both_sides_find_comes_before_one_that_is_first_on_one() -> None:
    places = {number: _section(number, "en") for number in (1, 2, 3)}
    scores = note_scores("owls", Sides({1: 0.9, 2: 0.8}, {3: 4.0, 2: 3.0}), places, ("en",))
    assert max(scores, key=scores.__getitem__) == "2.md"


def test_vectors_of_unknown_text_count_little_whatever_the_query() -> None:
    russian = {number: _section(number, "ru") for number in (1, 2)}
    scores = note_scores("owls", Sides({1: 0.9, 2: 0.8}, {2: 4.0, 1: 3.0}), russian, ("en",))
    assert scores["2.md"] > scores["1.md"]
    known = note_scores("owls", Sides({1: 0.9, 2: 0.8}, {2: 4.0, 1: 3.0}), russian, ("en", "ru"))
    assert known["1.md"] > known["2.md"]
