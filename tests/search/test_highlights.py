from __future__ import annotations

import unicodedata
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kblink.search.highlights import highlights
from kblink.search.query_text import sought_words


def marked(query: str, text: str) -> list[str]:
    return [text[start:end] for start, end in highlights(text, sought_words(query))]


@pytest.mark.parametrize(
    ("query", "text", "words"),
    [
        ("pool", "Pooling of pooled vectors in pools", ["Pooling", "pooled", "pools"]),
        ("ссылка", "Ссылки и много ссылок", ["Ссылки", "ссылок"]),
        ("ёж", "ЕЖ", ["ЕЖ"]),
        ("cafe", "Café Noir", ["Café"]),
        ("мой", "мой", ["мой"]),
        ("don't", "they don’t", ["don’t"]),
        ("学習", "機械学習の基礎", ["学習"]),
        ("機械学", "機械学習", ["機械学"]),
        ("学", "機械学習", ["学"]),
        ('"mean pooling" -max', "mean max pooling", ["mean", "pooling"]),
        ("what is pooling", "what is it?", []),
        ("absent", "nothing here", []),
        ("", "nothing here", []),
        ("word", "", []),
    ],
)
def test_the_words_of_a_query_are_found_in_any_form(
    query: str, text: str, words: list[str]
) -> None:
    assert marked(query, text) == words


@given(query=st.text(max_size=30), text=st.text(max_size=60))
def test_spans_are_in_order_inside_the_text_and_apart(query: str, text: str) -> None:
    end = 0
    for start, stop in highlights(text, sought_words(query)):
        assert end <= start < stop <= len(text)
        end = stop


@given(text=st.text(max_size=60).map(partial(unicodedata.normalize, "NFKC")))
@example("\uf900")  # a compatibility form, which is indexed as U+8C48
def test_a_text_has_all_words_of_itself(text: str) -> None:
    found = highlights(text, sought_words(text))
    assert bool(found) == bool(sought_words(text))
