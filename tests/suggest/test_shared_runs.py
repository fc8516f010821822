from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kblink.suggest.shared_runs import RUN, candidate_pairs, runs_of, shared_words

NOTES = st.lists(st.lists(st.sampled_from("abcd"), max_size=12), max_size=6)


def test_words_are_shared_in_runs_of_four() -> None:
    runs = runs_of(["xabcdy", "abcdzab"])
    first, second = shared_words(runs, 0, 1)
    assert first.tolist() == [False, True, True, True, True, False]
    assert second.tolist() == [True, True, True, True, False, False, False]


def test_no_run_goes_from_one_note_into_the_next() -> None:
    runs = runs_of(["ab", "cd", "abcd"])
    assert [len(runs.of(note)) for note in range(3)] == [0, 0, 1]
    assert candidate_pairs(runs, 0.1) == []


@given(NOTES)
def test_a_word_is_shared_where_a_run_over_it_stands_in_the_other_note(
    notes: list[list[str]],
) -> None:
    runs = runs_of(notes)
    for first in range(len(notes)):
        for second in range(first + 1, len(notes)):
            theirs = _runs(notes[second])
            expected = np.zeros(len(notes[first]), dtype=bool)
            for place, run in enumerate(_runs(notes[first])):
                expected[place : place + RUN] |= run in theirs
            assert shared_words(runs, first, second)[0].tolist() == expected.tolist()


@given(NOTES)
def test_every_pair_that_shares_enough_is_a_candidate(notes: list[list[str]]) -> None:
    runs = runs_of(notes)
    found = candidate_pairs(runs, 0.4)
    assert found == sorted({*found})
    for first in range(len(notes)):
        for second in range(first + 1, len(notes)):
            shares = [each.mean() if each.size else 0 for each in shared_words(runs, first, second)]
            # A note that says one thing again and again has few runs, each of which counts.
            varied = all(len({*_runs(notes[each])}) > 2 for each in (first, second))
            assert (first, second) in found or max(shares) < 0.4 or not varied


def test_of_very_many_notes_that_share_a_text_neighbours_are_compared() -> None:
    text = [f"word{number}" for number in range(30)]
    runs = runs_of([text] * 100)
    assert candidate_pairs(runs, 0.5) == [(note, note + 1) for note in range(99)]


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[place : place + RUN]) for place in range(len(words) - RUN + 1)]
