from __future__ import annotations

import pytest
from rapidfuzz.distance import OSA

from kblink.search.misspelt import is_mistyped


def mistyped(typed: str, word: str) -> bool:
    return is_mistyped(typed, word, int(OSA.distance(typed, word)))


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("bret", "bert"),  # two letters swapped
        ("ebrt", "bert"),  # be they the first two
        ("berrt", "bert"),  # one twice
        ("comit", "commit"),  # one of two
        ("model", "modxel"),  # one more
        ("modwl", "model"),  # the key beside it
        ("seperate", "separate"),  # a vowel for another
        ("алгаритм", "алгоритм"),
        ("трансфор", "трансформ"),
        ("tokenizac", "tokenized"),  # two errors in a long word
        ("qwem2x", "qwen2x"),
    ],
)
def test_one_error_is_forgiven_in_a_word_that_is_long_enough_for_it(typed: str, word: str) -> None:
    assert mistyped(typed, word)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("loaf", "load"),  # too short for another letter
        ("list", "lint"),
        ("taper", "paper"),  # another first letter
        ("crates", "grates"),
        ("modal", "metal"),  # two errors in a short word
        ("qwen2", "qwen3"),  # digits are not mistyped
        ("gpt35turbo", "gpt4turbo"),
    ],
)
def test_what_may_well_be_another_word_is_not_mended(typed: str, word: str) -> None:
    assert not mistyped(typed, word)
