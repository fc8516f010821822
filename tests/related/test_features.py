"""What a comparison brings up, and what is told of it: strength, what is usual, and place."""

from __future__ import annotations

from math import log1p
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from related_examples import Made, made, neighbourhood_of, profiles_of, vaults

from kblink.related.features import (
    FEATURE_GROUPS,
    TEXT_FEATURES,
    Comparison,
    Usual,
    background_of,
)
from kblink.related.signals import GRAPH_SIGNALS, REVERSE, TEXT_SIGNALS, text_signals

if TYPE_CHECKING:
    import numpy.typing as npt

NAMES = [each.name for each in TEXT_SIGNALS]
WIDTH = len(NAMES)
EAST, NORTH = (1, 0, 0, 0), (0, 1, 0, 0)


def everything(notes: int) -> npt.NDArray[np.int64]:
    return np.arange(notes, dtype=np.int64)


def compare(*notes: Made) -> Comparison:
    """By text alone, with all notes as background."""
    return Comparison(profiles_of(*notes), everything(len(notes)))


def column(
    features: np.ndarray[tuple[int, ...], np.dtype[np.float64]], name: str, form: int
) -> list[float]:
    """One form of a signal of text: strength, above usual, above usual for the target, place."""
    return [float(value) for value in features[:, form * WIDTH + NAMES.index(name)]]


# --- what is brought up ---------------------------------------------------------------------------


def test_a_note_is_compared_with_those_that_anything_speaks_for_and_never_with_itself() -> None:
    compared = compare(
        made("x", "carp", passages=[EAST]),
        made("y", "carp", passages=[NORTH]),  # a word
        made("z", "roach"),  # nothing
        made("w", "pike", passages=[EAST]),  # a meaning
        made("carp"),  # its name is said
    )
    rows, features = compared.compared(0)
    assert rows.tolist() == [1, 3, 4]
    assert features.shape == (3, TEXT_FEATURES)
    assert column(features, "best pair", 0) == [0, 1, 0]


def test_each_signal_brings_up_some_notes_only_the_best_of_its_kind() -> None:
    near = [made(f"n{number}", passages=[(9, number, 0, 0)]) for number in range(60)]
    rows, _ = compare(made("x", passages=[EAST]), *near).compared(0)
    assert rows.tolist() == [*range(1, 31)]
    alike = [made(f"n{number}", "carp", passages=[NORTH]) for number in range(60)]
    rows, _ = compare(made("x", "carp", passages=[NORTH]), *alike).compared(0)
    assert len(rows) == 30  # of equals the first


def test_a_note_that_nothing_speaks_for_has_no_rows() -> None:
    rows, features = compare(made("x"), made("y"), made("z")).compared(0)
    assert (len(rows), features.shape) == (0, (0, TEXT_FEATURES))


def test_shared_neighbours_bring_notes_up_where_links_are_seen() -> None:
    profiles = profiles_of(*[made(name) for name in "xyzw"])
    linked = neighbourhood_of([{2}, {2}, {0, 1}, set()])
    compared = Comparison(profiles, everything(4), linked)
    rows, features = compared.compared(0)
    assert rows.tolist() == [1]
    assert features.shape == (1, len(FEATURE_GROUPS))
    assert compared.sees_links
    assert (compared.has_links(0), compared.has_links(3)) == (True, False)
    by_text = Comparison(profiles, everything(4))
    assert not by_text.sees_links
    assert not by_text.has_links(0)


# --- what is told of it ---------------------------------------------------------------------------


def test_the_features_of_text_are_the_same_whether_links_are_seen_or_not() -> None:
    profiles = profiles_of(*[made(name, f"carp {name}", passages=[EAST]) for name in "xyz"])
    rows, features = Comparison(profiles, everything(3)).compared(0)
    linked = neighbourhood_of([set(), {2}, {1}])
    rows_too, with_links = Comparison(profiles, everything(3), linked).compared(0)
    assert rows.tolist() == rows_too.tolist()
    assert with_links[:, :TEXT_FEATURES].tolist() == features.tolist()


def test_there_is_a_group_for_each_feature_and_those_of_links_come_last() -> None:
    assert len(FEATURE_GROUPS) == TEXT_FEATURES + 2 * len(GRAPH_SIGNALS)
    assert "links" not in FEATURE_GROUPS[:TEXT_FEATURES]
    assert {*FEATURE_GROUPS[TEXT_FEATURES:]} == {"links", "popularity"}
    for form in range(4):
        of_form = FEATURE_GROUPS[form * WIDTH : (form + 1) * WIDTH]
        assert of_form == tuple(each.group for each in TEXT_SIGNALS)


def test_the_first_place_has_the_greatest_number_and_no_place_none() -> None:
    compared = compare(
        made("x", passages=[EAST]),
        made("far", "x", passages=[(1, 2, 0, 0)]),
        made("near", passages=[(2, 1, 0, 0)]),
        made("named", "x", passages=[NORTH]),
    )
    rows, features = compared.compared(0)
    assert rows.tolist() == [1, 2, 3]
    assert column(features, "best pair", 3) == pytest.approx([1 / 4, 1 / 3, 0])
    assert column(features, "mention", 3) == [0, 0, 0]
    assert column(features, "mention back", 3) == pytest.approx([1 / 3, 0, 1 / 4])


def test_a_signal_is_told_by_how_far_it_is_above_usual() -> None:
    notes = [
        made("x", passages=[EAST]),
        made("a", passages=[EAST]),
        made("b", passages=[NORTH]),
        made("c", passages=[(3, 4, 0, 0)]),
    ]
    rows, features = compare(*notes).compared(0)
    assert rows.tolist() == [1, 2, 3]
    usual, spread = np.mean([1, 0, 0.6]), np.std([1, 0, 0.6])
    above = [(1 - usual) / spread, (0 - usual) / spread, (0.6 - usual) / spread]
    assert column(features, "best pair", 1) == pytest.approx(above, rel=0.01)


@given(vaults)
def test_above_usual_for_the_target_is_what_it_is_seen_from_there(notes: list[Made]) -> None:
    compared = compare(*notes)
    found = [compared.compared(note) for note in range(len(notes))]
    for note, (rows, features) in enumerate(found):
        for other, row in zip(rows.tolist(), features, strict=True):
            back = text_signals(compared.profiles, other)[note]
            usual = compared.usual(other)
            above = np.clip((back - usual.mean) / usual.deviation, -10, 10)[[*REVERSE]]
            # Where nothing spreads, what rounding leaves of a difference is told greatly.
            apart = (row[2 * WIDTH : 3 * WIDTH] - above) * usual.deviation[[*REVERSE]]
            assert apart == pytest.approx(0, abs=1e-6)
        assert np.isfinite(features).all()


def test_what_is_usual_is_told_by_the_other_notes_of_the_background() -> None:
    notes = [made("x", passages=[EAST]), made("a", passages=[EAST]), made("b", passages=[NORTH])]
    compared = Comparison(profiles_of(*notes), np.array([0, 2]))
    place = NAMES.index("best pair")
    assert compared.usual(0).mean[place] == 0  # of b
    assert compared.usual(1).mean[place] == pytest.approx(0.5)  # of x and b
    alone = Comparison(profiles_of(*notes), np.array([0])).usual(0)
    assert (alone.mean.tolist(), alone.deviation.tolist()) == ([0.0] * WIDTH, [1.0] * WIDTH)


def test_what_is_known_to_be_usual_is_not_found_out_again() -> None:
    notes = [made("x", "carp"), made("y", "carp")]
    known = {1: Usual(np.full(WIDTH, 7.0), np.full(WIDTH, 0.5))}
    compared = Comparison(profiles_of(*notes), everything(2), known=known)
    _, features = compared.compared(0)
    assert column(features, "best pair", 2) == [-10]  # far below what is usual
    assert compared.usual(1).mean.tolist() == [7.0] * WIDTH
    assert {*known} == {0, 1}


def test_the_length_of_the_target_and_how_much_longer_it_is_are_told() -> None:
    _, features = compare(made("x", "carp"), made("y", "carp of a pond")).compared(0)
    of_size = features[0, TEXT_FEATURES - 2 : TEXT_FEATURES]
    assert FEATURE_GROUPS[TEXT_FEATURES - 1] == "popularity"
    assert of_size.tolist() == pytest.approx([log1p(7), log1p(7) - log1p(4)])


@given(vaults)
def test_the_same_notes_give_the_same_features_in_whatever_order_they_are_asked_for(
    notes: list[Made],
) -> None:
    there, back = compare(*notes), compare(*notes)
    order = range(len(notes))
    forward = {note: there.compared(note) for note in order}
    for note in reversed(order):
        rows, features = back.compared(note)
        assert rows.tolist() == forward[note][0].tolist()
        assert features.tolist() == forward[note][1].tolist()


# --- the background -------------------------------------------------------------------------------


def test_the_background_are_the_notes_with_the_least_marks() -> None:
    marks = np.array([5, 1, 9, 3])
    assert background_of(marks).tolist() == [0, 1, 2, 3]
    many = np.arange(1000)[::-1]
    assert background_of(many).tolist() == [*range(744, 1000)]


@given(st.permutations([2 * number for number in range(300)]), st.integers(-1, 300))
def test_a_new_note_changes_the_background_only_where_its_mark_is_among_the_least(
    marks: list[int], half: int
) -> None:
    new = 2 * half + 1
    before = {marks[note] for note in background_of(np.array(marks)).tolist()}
    marks = [*marks, new]
    after = {marks[note] for note in background_of(np.array(marks)).tolist()}
    if new > max(before):
        assert after == before
    else:
        assert after >= before - {max(before)}
        assert new in after
