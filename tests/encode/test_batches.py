from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kblink.encode.batches import equal_lengths


def test_texts_of_one_length_go_together_the_longest_first() -> None:
    assert equal_lengths([5, 9, 5, 2, 9, 5], 1024) == [[1, 4], [0, 2, 5], [3]]


def test_a_group_holds_no_more_tokens_than_it_may() -> None:
    assert equal_lengths([5, 5, 5], 10) == [[0, 1], [2]]
    assert equal_lengths([50, 50], 10) == [[0], [1]]


@given(st.lists(st.integers(1, 20)), st.integers(1, 60))
def test_every_text_is_in_one_group(lengths: list[int], most: int) -> None:
    groups = equal_lengths(lengths, most)
    assert sorted(position for group in groups for position in group) == [*range(len(lengths))]
    for group in groups:
        assert len({lengths[position] for position in group}) == 1
        assert len(group) == 1 or lengths[group[0]] * len(group) <= most
