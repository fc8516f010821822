"""Notes in the form in which they are compared: all of them, or some that were taken out."""

from __future__ import annotations

from math import log, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from related_examples import Made, made, profiles_of, vaults

from kblink.related.profiles import (
    Rarity,
    Rows,
    gathered,
    make_profiles,
    rarity_of,
    take_profiles,
)
from kblink.related.signals import TEXT_SIGNALS, text_signals

if TYPE_CHECKING:
    import numpy.typing as npt

BM25 = [place for place, each in enumerate(TEXT_SIGNALS) if each.name.startswith("bm25")]
SOME = vaults.flatmap(
    lambda notes: st.tuples(
        st.just(notes),
        st.lists(st.sampled_from(range(len(notes))), min_size=1, unique=True).map(np.array),
    )
)
"""Notes, and the numbers of some of them in any order."""


# --- rows -----------------------------------------------------------------------------------------

ROWS = Rows(
    np.array([0, 2, 2, 1]), np.array([1.0, 2.0, 3.0, 4.0]), np.array([0, 2, 2, 3, 4])
)  # of four notes, the second of which has nothing


def test_rows_are_looked_up_by_note() -> None:
    terms, values = ROWS.of(0)
    assert (terms.tolist(), values.tolist()) == ([0, 2], [1.0, 2.0])
    assert ROWS.of(1)[0].tolist() == []


def test_a_product_with_rows_is_the_sum_over_each_note() -> None:
    assert ROWS.dot(np.array([10.0, 100.0, 1000.0])).tolist() == [2010.0, 0.0, 3000.0, 400.0]


def test_rows_of_some_notes_come_in_the_order_asked_for() -> None:
    taken = ROWS.take(np.array([3, 1, 0]))
    assert taken.terms.tolist() == [1, 0, 2]
    assert taken.values.tolist() == [4.0, 1.0, 2.0]
    assert taken.bounds.tolist() == [0, 1, 1, 3]


@given(st.lists(st.integers(0, 3), min_size=1, max_size=6), st.data())
def test_places_are_gathered_note_after_note(counts: list[int], data: st.DataObject) -> None:
    bounds = np.concatenate(([0], np.cumsum(counts)))
    notes = data.draw(st.lists(st.sampled_from(range(len(counts))), unique=True))
    places, ends = gathered(bounds, np.array(notes, dtype=np.int64))
    assert places.tolist() == [
        place for note in notes for place in range(bounds[note], bounds[note + 1])
    ]
    assert np.diff(ends).tolist() == [counts[note] for note in notes]


# --- words ----------------------------------------------------------------------------------------


def test_a_word_is_as_rare_as_few_notes_have_it_in_text_headings_or_name() -> None:
    notes = [
        made("carp", "fish fish", headings="pond")[0],
        made("pond", "carp", aliases=["lake"])[0],
        made("x")[0],
    ]
    assert rarity_of(notes) == (3, {"carp": 2, "fish": 1, "pond": 2, "x": 1})
    assert rarity_of([]) == (0, {})


def test_a_name_counts_three_times_and_a_heading_but_once_whatever_the_text_says_twice() -> None:
    profiles = profiles_of(made("carp", "fish fish carp pond", headings="fish pond"))
    often = dict(zip(profiles.telling.terms.tolist(), profiles.telling.values, strict=True))
    assert sorted(often.values()) == [2, 3, 4]  # pond, fish, carp
    assert profiles.lengths.tolist() == pytest.approx([log(1 + 9)])


def test_forty_words_that_stand_out_are_told_of_a_note() -> None:
    common = " ".join(f"common{number}" for number in range(30))
    rare = " ".join(f"rare{number}" for number in range(30))
    notes = [made("x", f"{common} {rare}"), *[made(f"y{number}", common) for number in range(5)]]
    texts = [text for text, _ in notes]
    profiles = profiles_of(*notes)
    terms, _ = profiles.telling.of(0)
    words = [*dict.fromkeys(word for text in texts for word in (*text.words, *text.names[0]))]
    told = {words[term] for term in terms.tolist()}
    assert len(told) == 40
    assert {"x", *rare.split()} <= told


def test_words_weigh_by_their_rarity_and_a_note_has_length_one() -> None:
    text, vectors = made("carp", "fish fish")
    profiles = make_profiles([text], [vectors], Rarity(9, {"carp": 1, "fish": 4}))
    weights = [(1 + log(2)) * log(10 / 4.5), (1 + log(3)) * log(10 / 1.5)]
    length = sqrt(sum(weight**2 for weight in weights))
    assert profiles.weighted.values.tolist() == pytest.approx([each / length for each in weights])


def test_a_word_of_all_texts_and_one_of_none_have_a_weight_too() -> None:
    text, vectors = made("", "everywhere nowhere")
    profiles = make_profiles([text], [vectors], Rarity(3, {"everywhere": 30}))
    everywhere, nowhere = profiles.weighted.values.tolist()
    assert 0 < everywhere < 0.01 < nowhere


# --- vectors --------------------------------------------------------------------------------------


def test_a_passage_has_its_say_by_its_length_up_to_a_limit() -> None:
    profiles = profiles_of(
        made("x", passages=[(1, 0, 0, 0), (0, 1, 0, 0)], lengths=[100, 300]),
        made("y", passages=[(1, 0, 0, 0), (0, 1, 0, 0)], lengths=[600, 60_000]),
        made("z", passages=[(1, 0, 0, 0)], lengths=[0]),
    )
    assert profiles.shares.tolist() == [0.25, 0.75, 0.5, 0.5, 1.0]
    assert profiles.means[0].tolist() == pytest.approx([1 / sqrt(10), 3 / sqrt(10), 0, 0])


def test_a_note_without_passages_is_like_nothing() -> None:
    profiles = profiles_of(made("x"), made("y", passages=[(1, 0, 0, 0), (0, 1, 0, 0)]))
    assert len(profiles) == 2
    assert not profiles.means[0].any()
    assert not profiles.firsts[0].any()
    assert profiles.passages.bounds.tolist() == [0, 1, 3]


# --- some notes of many ---------------------------------------------------------------------------


@given(SOME)
def test_some_notes_are_to_each_other_as_they_were_among_all(
    some: tuple[list[Made], npt.NDArray[np.int64]],
) -> None:
    notes, chosen = some
    whole = profiles_of(*notes)
    taken = take_profiles(whole, chosen)
    for place, note in enumerate(chosen.tolist()):
        assert text_signals(taken, place) == pytest.approx(
            text_signals(whole, note)[chosen], abs=1e-6
        )
    assert taken.lengths.tolist() == whole.lengths[chosen].tolist()


@given(SOME)
def test_some_notes_are_as_if_they_were_all_where_words_are_as_rare(
    some: tuple[list[Made], npt.NDArray[np.int64]],
) -> None:
    notes, chosen = some
    texts = [text for text, _ in notes]
    taken = take_profiles(profiles_of(*notes), chosen)
    alone = make_profiles(
        [texts[note] for note in chosen],
        [notes[note][1] for note in chosen],
        rarity_of(texts),
    )
    for place in range(len(chosen)):
        one, other = text_signals(taken, place), text_signals(alone, place)
        # The mean length of notes, which BM25 looks at, is not that of all.
        assert np.delete(one, BM25, axis=1) == pytest.approx(
            np.delete(other, BM25, axis=1), abs=1e-6
        )
        assert ((one[:, BM25] > 0) == (other[:, BM25] > 0)).all()
