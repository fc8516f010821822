"""What speaks for two notes belonging together, sign by sign."""

from __future__ import annotations

from itertools import combinations
from math import log, log1p, sqrt

import numpy as np
import pytest
import related_examples
from hypothesis import given
from hypothesis import strategies as st
from related_examples import (
    Made,
    all_graph_signals,
    graph_signal,
    made,
    neighbourhood_of,
    profiles_of,
    signal,
    vaults,
)

from kblink.related.best_pairs import passage_vectors
from kblink.related.common_neighbours import adamic_adar, neighbours
from kblink.related.name_mentions import find_names
from kblink.related.profiles import take_profiles
from kblink.related.shared_terms import index_terms
from kblink.related.signals import (
    GRAPH_SIGNALS,
    GROUPS,
    REVERSE,
    TEXT_SIGNALS,
    Targets,
    text_signals,
)

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


# --- signals of text ------------------------------------------------------------------------------


def _some_of(notes: list[Made]) -> st.SearchStrategy[tuple[list[Made], set[int]]]:
    return st.tuples(st.just(notes), st.sets(st.sampled_from(range(len(notes))), min_size=1))


EAST, NORTH, UP = (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0)


def test_each_signal_has_a_name_of_its_own_a_group_and_a_way_back() -> None:
    for signals in (TEXT_SIGNALS, GRAPH_SIGNALS):
        by_name = {each.name: each for each in signals}
        assert len(by_name) == len(signals)
        for each in signals:
            assert each.group in GROUPS
            assert by_name[each.reverse].reverse == each.name
    assert [TEXT_SIGNALS[REVERSE[place]] for place in REVERSE] == [*TEXT_SIGNALS]


@given(vaults)
def test_a_signal_from_here_to_there_is_the_reverse_of_that_from_there_to_here(
    notes: list[Made],
) -> None:
    profiles = profiles_of(*notes)
    found = [text_signals(profiles, note) for note in range(len(notes))]
    assert all(np.isfinite(each).all() for each in found)
    for one in range(len(notes)):
        for other in range(len(notes)):
            assert found[one][other] == pytest.approx(found[other][one][[*REVERSE]], abs=1e-6)


@given(vaults.flatmap(_some_of))
def test_signals_to_some_notes_are_those_to_all(drawn: tuple[list[Made], set[int]]) -> None:
    notes, some = drawn
    profiles = profiles_of(*notes)
    numbers = np.array(sorted(some, reverse=True))
    targets = Targets(numbers, take_profiles(profiles, numbers))
    for note in range(len(notes)):
        found = text_signals(profiles, note, targets)
        assert found == pytest.approx(text_signals(profiles, note)[numbers], abs=1e-6)


def test_the_best_pair_of_passages_and_how_all_passages_are_met() -> None:
    profiles = profiles_of(
        made("x", passages=[EAST, NORTH], lengths=[100, 300]),
        made("y", passages=[EAST], lengths=[50]),
        made("z", passages=[UP]),
    )
    assert signal(profiles, "best pair", 0) == [1, 1, 0]
    assert signal(profiles, "passages", 0) == [1, 0.25, 0]  # a quarter of x is met in y
    assert signal(profiles, "passages back", 0) == [1, 1, 0]  # and all of y in x
    assert signal(profiles, "passages", 1) == [1, 1, 0]


def test_means_and_first_passages_are_met_by_each_other() -> None:
    profiles = profiles_of(
        made("x", passages=[EAST, NORTH]), made("y", passages=[NORTH]), made("z", passages=[UP])
    )
    half = pytest.approx(sqrt(0.5))
    assert signal(profiles, "means", 0) == [pytest.approx(1), half, 0]
    assert signal(profiles, "first passages", 0) == [1, 0, 0]
    assert signal(profiles, "first and mean", 0) == [half, 0, 0]  # x begins otherwise than y is
    assert signal(profiles, "mean and first", 0) == [half, half, 0]
    assert signal(profiles, "first and mean", 1) == [half, 1, 0]


def test_titles_are_met_by_titles_and_by_the_best_passage() -> None:
    profiles = profiles_of(
        made("x", passages=[EAST, NORTH], title=UP), made("y", passages=[UP], title=NORTH)
    )
    assert signal(profiles, "titles", 0) == [1, 0]
    assert signal(profiles, "title in meaning", 0) == [0, 1]  # that of y in x
    assert signal(profiles, "title in meaning back", 0) == [0, 1]  # that of x in y
    assert signal(profiles, "title in meaning", 1) == [1, 0]


def test_a_note_without_passages_means_nothing_but_by_its_title() -> None:
    profiles = profiles_of(made("x"), made("y", passages=[EAST]), made("z"))
    found = text_signals(profiles, 0)
    meaning = [place for place, each in enumerate(TEXT_SIGNALS) if each.group == "meaning"]
    assert not found[:, meaning].any()
    assert signal(profiles, "titles", 0) == [1, 1, 1]
    assert signal(profiles, "title in meaning", 0) == [0, 0, 0]
    assert signal(profiles, "title in meaning back", 0) == [0, 1, 0]


def test_words_that_one_note_is_told_by_are_looked_for_in_another() -> None:
    profiles = profiles_of(made("x", "carp carp"), made("y", "carp pond"), made("z", "roach"))
    # Of three notes of 5, 5 and 4 words two have the carp.
    rarity = log(4 / 2.5)
    norms = [1.2 * (0.25 + 0.75 * length / (14 / 3)) for length in (5, 5, 4)]
    expected = 2 * rarity * 2.2 / (1 + norms[1])  # twice in x; once in y
    assert signal(profiles, "bm25", 0)[1:] == [pytest.approx(expected), 0]
    back = 1 * rarity * 2 * 2.2 / (2 + norms[0])
    assert signal(profiles, "bm25 back", 0)[1:] == [pytest.approx(back), 0]


def test_tf_idf_is_a_cosine() -> None:
    profiles = profiles_of(made("", "carp carp"), made("", "carp"), made("", "roach"))
    assert signal(profiles, "tf-idf", 0) == pytest.approx([1, 1, 0])


def test_words_of_headings_and_names_count_as_shares_of_their_rarity() -> None:
    profiles = profiles_of(
        made("old carp", headings="pond"), made("y", "old pond pond"), made("z", headings="pond")
    )
    old, carp, pond, z = log(4 / 2.5), log(4 / 1.5), log(4 / 3.5), log(4 / 1.5)
    # From y to the first: what share of that one's name it says; "pond" is no word of the name.
    assert signal(profiles, "name words", 1)[0] == pytest.approx(old / (old + carp))
    assert signal(profiles, "name words back", 0)[1] == pytest.approx(old / (old + carp))
    assert signal(profiles, "name words back", 1)[0] == 0
    assert signal(profiles, "heading words", 1)[0] == pytest.approx(
        (old + pond) / (old + carp + pond)
    )
    assert signal(profiles, "heading words", 1)[2] == pytest.approx(pond / (pond + z))
    cosine = pond**2 / sqrt((old**2 + carp**2 + pond**2) * (pond**2 + z**2))
    assert signal(profiles, "headings", 0)[2] == pytest.approx(cosine)
    assert signal(profiles, "names", 0) == [pytest.approx(1), 0, 0]


def test_a_note_that_names_another_mentions_it_and_is_mentioned_by_it_the_other_way() -> None:
    profiles = profiles_of(
        made("x", "an old carp swims"), made("carp", "x", aliases=["old carp"]), made("z")
    )
    name = log(4 / 1.5)  # as much as the rarer word of "old carp"
    assert signal(profiles, "mention", 0) == [0, pytest.approx(name), 0]
    assert signal(profiles, "mention back", 1) == [pytest.approx(name), 0, 0]
    assert signal(profiles, "mention", 1) == [pytest.approx(log(4 / 2.5)), 0, 0]


def test_notes_of_no_words_speak_for_nothing() -> None:
    profiles = profiles_of(made(""), made("", "-"), made("x", "carp", passages=[EAST]))
    found = text_signals(profiles, 0)
    titles = [place for place, each in enumerate(TEXT_SIGNALS) if each.group == "title"]
    assert not np.delete(found, titles, axis=1).any()


# --- signals of links, tags and folders -----------------------------------------------------------

PLAIN = profiles_of(
    *[made(f"n{number}", passages=[vector]) for number, vector in enumerate((EAST, NORTH, UP) * 2)]
)
"""Six notes; the first and the fourth mean the same, the second and the fifth, and so on."""


def _linked(notes: list[Made]) -> st.SearchStrategy[tuple[list[Made], set[tuple[int, int]]]]:
    pairs = st.sets(st.sampled_from([*combinations(range(len(notes)), 2)]))
    return st.tuples(st.just(notes), pairs)


@given(st.lists(related_examples.notes, min_size=2, max_size=6).flatmap(_linked))
def test_a_link_between_two_notes_is_not_looked_at(
    drawn: tuple[list[Made], set[tuple[int, int]]],
) -> None:
    notes, pairs = drawn
    profiles = profiles_of(*notes)

    def signals(pairs: set[tuple[int, int]], note: int, other: int) -> list[float]:
        linked = neighbourhood_of(neighbours(pairs, len(notes)))
        found = all_graph_signals(profiles, linked, note)[other]
        return [float(value) for value in found]

    for one, other in pairs:
        hidden = pairs - {(one, other)}
        for there in ((one, other), (other, one)):
            assert signals(pairs, *there) == pytest.approx(signals(hidden, *there), abs=1e-6)


def test_neighbours_that_two_notes_share_are_a_part_of_all_they_have() -> None:
    linked = neighbourhood_of([{2, 3}, {2, 3, 4}, {0, 1}, {0, 1}, {1}, set()])
    assert graph_signal(PLAIN, linked, "adamic-adar", 0)[1] == pytest.approx(2 / log(2))
    assert graph_signal(PLAIN, linked, "shared neighbours", 0)[1] == pytest.approx(2 / 3)
    assert graph_signal(PLAIN, linked, "shared neighbours", 0)[4:] == [0, 0]
    assert graph_signal(PLAIN, linked, "degree", 0) == pytest.approx(
        [log1p(degree) for degree in (2, 3, 1, 1, 1, 0)]  # but for its own links
    )


def test_what_is_like_the_neighbours_of_a_note_is_like_it() -> None:
    linked = neighbourhood_of([{1, 2}, {0}, {0}, set(), set(), set()])
    name = GRAPH_SIGNALS[2].name
    found = graph_signal(PLAIN, linked, name, 0)
    assert found[4:] == [0.5, 0.5]  # each like one of both
    assert found[3] == 0
    assert found[1] == pytest.approx(0)  # it is not like the other one
    assert graph_signal(PLAIN, linked, name, 5) == [0] * 6


def test_what_has_the_words_of_the_neighbours_of_a_note_is_like_it() -> None:
    profiles = profiles_of(
        *[made("", words) for words in ("", "carp", "pond", "carp", "carp", "x")]
    )
    linked = neighbourhood_of([{1, 2}, {0}, {0, 3, 4}, {2}, {2}, set()])
    assert graph_signal(profiles, linked, "words of its neighbours", 0) == pytest.approx(
        [0, 0, 0, 0.5, 0.5, 0]  # one of both says "carp"; neither says what the other does
    )
    nearest = graph_signal(profiles, linked, "nearest neighbour in words", 1)
    assert nearest == pytest.approx([0, 0, 1, 0, 0, 0])  # two that the third is linked with


WITH_ITS = (
    ("like its neighbours", "neighbours like it"),
    ("words of its neighbours", "neighbours with its words"),
)


@pytest.mark.parametrize(("here", "there"), WITH_ITS)
@given(st.data())
def test_a_note_is_like_the_neighbours_of_another_as_these_are_like_it(
    here: str, there: str, data: st.DataObject
) -> None:
    said = st.builds(
        lambda words, passages: made("n", words, passages=passages),
        st.sampled_from(["a", "a b", "b c c", ""]),
        st.lists(st.tuples(*[st.integers(0, 3)] * 4).filter(any), max_size=2),
    )
    notes, pairs = data.draw(st.lists(said, min_size=2, max_size=6).flatmap(_linked))
    linked = neighbours(pairs, len(notes))
    profiles, neighbourhood = profiles_of(*notes), neighbourhood_of(linked)
    for note in range(len(notes)):
        found = graph_signal(profiles, neighbourhood, here, note)
        back = [
            graph_signal(profiles, neighbourhood, there, other)[note] for other in range(len(notes))
        ]
        del found[note], back[note]
        assert found == pytest.approx(back, abs=1e-6)


def test_tags_that_few_notes_have_tell_most_and_those_of_all_or_one_nothing() -> None:
    tags = [{"rare", "all", "one"}, {"rare", "all"}, {"often", "all"}, {"often", "all"}]
    tags += [{"often", "all", "rare but here"}, {"all"}]
    here = neighbourhood_of([set()] * 6, tags)
    assert graph_signal(PLAIN, here, "shared tags", 0) == pytest.approx(
        [log(3), log(3), 0, 0, 0, 0]
    )
    assert graph_signal(PLAIN, here, "shared tags", 2) == pytest.approx(
        [0, 0, log(2), log(2), log(2), 0]
    )


def test_a_folder_is_the_nearer_the_fewer_steps_lead_there() -> None:
    here = neighbourhood_of([set()] * 6, None, ["a/b", "a/b", "a", "a/c", "d", ""])
    assert graph_signal(PLAIN, here, "folder", 0) == pytest.approx([1, 1, 1 / 2, 1 / 3, 1 / 4, 0])
    assert graph_signal(PLAIN, here, "folder", 5) == [0] * 6  # nothing is known
