from __future__ import annotations

import pytest

from kblink.search.query_text import dense_text, words_query


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("plain words", "plain words"),
        ('"a phrase" and more', "a phrase and more"),
        ("owls -night birds", "owls birds"),
        ('owls -"at night" birds', "owls birds"),
        ("state-of-the-art", "state-of-the-art"),
        ("-owls", ""),
        ('""', ""),
        ('owls "open', "owls open"),
        ("a - b", "a - b"),
    ],
)
def test_operators_are_left_to_the_words_side(query: str, text: str) -> None:
    assert dense_text(query) == text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("What is BERT used for?", "BERT"),
        ("Для чего применяют BERT?", "применяют BERT?"),
        ("How do I configure the index", "configure index"),
        ('"what is it" for', '"what is it"'),
        ('what "is it', '"is it'),
        ("owls -the -fish", "owls -the -fish"),
        ("to be or not to be", "to be or not to be"),
        ("what is -fish", "what is -fish"),
        ("what is --", "what is --"),
        ("IT at the WHO", "IT WHO"),
        ("", ""),
    ],
)
def test_function_words_are_left_out_where_others_remain(query: str, words: str) -> None:
    assert words_query(query) == words
