from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kblink.train.split_pieces import parts_of
from kblink.train.tokens import Tokens, as_tokens

PIECES = ("[CLS]", "[SEP]", "read", "чит", "##ает", "##а", "##ет", "читает", "##ющ", "ю", "читающ")
VOCABULARY = {piece: number for number, piece in enumerate(PIECES)}
NEW = VOCABULARY["чит"]
PARTS = parts_of(VOCABULARY, NEW)


def text(*pieces: str) -> Tokens:
    return as_tokens([np.array([VOCABULARY[piece] for piece in pieces], np.int32)])


def pieces(tokens: Tokens) -> list[str]:
    return [PIECES[number] for number in tokens.ids]


def cut(tokens: Tokens, share: float, window: int = 99, seed: int = 0) -> Tokens:
    return PARTS.cut(tokens, share, window, np.random.default_rng(seed))


def test_a_piece_is_cut_as_it_would_be_were_it_not_in_the_vocabulary() -> None:
    whole = text("[CLS]", "читает", "##ает", "read", "[SEP]")
    assert pieces(cut(whole, 1.0)) == ["[CLS]", "чит", "##ает", "##а", "##ет", "read", "[SEP]"]
    assert cut(whole, 0.0).ids.tolist() == whole.ids.tolist()


def test_a_piece_that_smaller_ones_do_not_make_up_stays_whole() -> None:
    assert pieces(cut(text("ю", "чит"), 1.0)) == ["ю", "чит"]
    assert pieces(cut(text("читающ"), 1.0)) == ["чит", "##а", "##ющ"]


def test_some_are_cut_and_some_are_not() -> None:
    many = text("[CLS]", *["читает"] * 400, "[SEP]")
    assert 50 < pieces(cut(many, 0.2, window=900)).count("чит") < 110


SENTENCES = st.lists(
    st.lists(st.sampled_from(PIECES[2:]), max_size=12).map(
        lambda some: np.array([0, *(VOCABULARY[piece] for piece in some), 1], np.int32)
    ),
    min_size=1,
    max_size=6,
)


@given(SENTENCES, st.floats(0, 1), st.integers(0, 99))
def test_cut_or_not_the_words_are_the_same(
    sentences: list[np.ndarray[tuple[int], np.dtype[np.int32]]], share: float, seed: int
) -> None:
    before = as_tokens(sentences)
    after = cut(before, share, seed=seed)
    assert len(after) == len(before)
    for at in range(len(before)):
        assert spelled(after.text(at)) == spelled(before.text(at))


def spelled(ids: np.ndarray[tuple[int], np.dtype[np.int32]]) -> str:
    return "".join(PIECES[number].removeprefix("##") for number in ids)


@given(SENTENCES, st.integers(2, 10))
def test_a_text_keeps_to_the_window_and_ends_with_its_mark(
    sentences: list[np.ndarray[tuple[int], np.dtype[np.int32]]], window: int
) -> None:
    after = cut(as_tokens(sentences), 1.0, window)
    assert after.lengths().max() <= window
    assert {PIECES[after.text(at)[-1]] for at in range(len(after))} == {"[SEP]"}
