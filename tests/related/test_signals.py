"""What speaks for two notes belonging together, sign by sign."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.related.best_pairs import passage_vectors
from kblink.related.common_neighbours import adamic_adar
from kblink.related.name_mentions import find_names
from kblink.related.shared_terms import index_terms

NOTHING = -np.inf
WORDS = st.lists(st.sampled_from("abcdefgh"), max_size=12)


# --- best pairs -----------------------------------------------------------------------------------


def test_notes_are_as_near_as_their_best_pair_of_passages() -> None:
    vectors = np.array([[1, 0], [0, 1], [0, 1], [-1, 0]], dtype=np.float32)
    near = passage_vectors(vectors, [2, 1, 1])
    assert [near.closeness(note).tolist() for note in range(3)] == [[1, 1, 0], [1, 1, 0], [0, 0, 1]]


def test_a_note_without_passages_is_near_to_nothing() -> None:
    near = passage_vectors(np.array([[1, 0], [0, 1]], dtype=np.float32), [0, 1, 0, 1, 0])
    assert near.closeness(1).tolist() == [NOTHING, 1, NOTHING, 0, NOTHING]
    assert near.closeness(4).tolist() == [NOTHING] * 5


# --- shared terms ---------------------------------------------------------------------------------


def test_rare_words_tell_more_than_those_of_all_notes() -> None:
    texts = [["a", "rare"], ["a", "other"], ["b", "rare"], ["a"]]
    scores = index_terms(texts).scores(0)
    assert scores[2] > scores[1] > 0
    assert index_terms(texts).scores(1)[2] == NOTHING


def test_only_what_stands_out_is_looked_for() -> None:
    texts = [["common", "common", "rare"], ["common"], ["rare"], ["common"], ["common"]]
    scores = index_terms(texts, most=1).scores(0)
    assert scores[2] > 0
    assert scores[1] == NOTHING


def test_the_score_is_bm25() -> None:
    texts = [["x"], ["x", "x", "y"], ["y"]]
    rarity = log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    norm = 1.2 * (0.25 + 0.75 * 3 / (5 / 3))
    assert index_terms(texts).scores(0)[1] == pytest.approx(rarity * 2 * 2.2 / (2 + norm))


@given(st.lists(WORDS, max_size=6))
def test_any_notes_can_be_indexed(texts: list[list[str]]) -> None:
    index = index_terms(texts)
    for note, words in enumerate(texts):
        found = index.scores(note)
        assert [score > 0 for score in found] == [bool({*words} & {*other}) for other in texts]


# --- names ----------------------------------------------------------------------------------------


def test_a_name_counts_for_the_one_that_says_it_and_for_the_one_that_bears_it() -> None:
    texts = [["the", "red", "carp"], ["pond"], ["red", "pond"]]
    names: list[list[tuple[str, ...]]] = [[("first",)], [("pond",)], [("red", "carp"), ("perch",)]]
    found = find_names(texts, names)
    assert found.scores(0).tolist() == [NOTHING, NOTHING, pytest.approx(log(4))]
    assert found.scores(2).tolist() == [pytest.approx(log(4)), pytest.approx(log(2.5)), NOTHING]


def test_a_name_that_few_notes_say_weighs_most() -> None:
    texts = [["often", "rarely"], ["often"], ["often"], [], []]
    names: list[list[tuple[str, ...]]] = [[], [], [], [("often",)], [("rarely",)]]
    scores = find_names(texts, names).scores(0)
    assert scores[4] > scores[3] > 0


def test_a_name_without_letters_or_of_no_words_is_looked_for_nowhere() -> None:
    names: list[list[tuple[str, ...]]] = [[], [(), ("-",)]]
    assert find_names([["-", "x"], []], names).scores(0).tolist() == [NOTHING, NOTHING]


# --- common neighbours ----------------------------------------------------------------------------


def test_a_shared_neighbour_counts_the_more_the_fewer_it_has() -> None:
    linked = [{2}, {2, 3}, {0, 1}, {1, 4, 5}, {3}, {3}, set[int]()]
    scores = adamic_adar(linked, 1)
    assert scores[0] == pytest.approx(1 / log(2))
    assert scores[4] == scores[5] == pytest.approx(1 / log(3))
    assert scores[6] == scores[2] == NOTHING
