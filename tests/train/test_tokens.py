from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kblink.train.tokens import Tokens, as_tokens

TEXTS = st.lists(st.lists(st.integers(0, 50), max_size=8), max_size=8)


def laid(texts: list[list[int]]) -> Tokens:
    return as_tokens(np.array(text, np.int32) for text in texts)


@given(TEXTS)
def test_texts_laid_end_to_end_are_found_again(texts: list[list[int]]) -> None:
    tokens = laid(texts)
    assert [tokens.text(number).tolist() for number in range(len(tokens))] == texts
    assert tokens.lengths().tolist() == [len(text) for text in texts]


@given(TEXTS.filter(len), st.data())
def test_taken_texts_come_in_the_order_asked_for(
    texts: list[list[int]], data: st.DataObject
) -> None:
    numbers = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=12))
    taken = laid(texts).take(np.array(numbers, np.int64))
    assert [taken.text(at).tolist() for at in range(len(taken))] == [texts[at] for at in numbers]
