from __future__ import annotations

import pytest

from kblink.search.query_text import dense_text


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
