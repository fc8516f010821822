from __future__ import annotations

import pytest

from kblink.search.keyboard import NEIGHBOURS, in_other_layout


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("ghbdtn", "привет"), ("Ghbdtn", "привет"), ("ыйд", "sql"), (",thn", "берт"), ("123", "123")],
)
def test_keys_write_other_letters_in_the_other_layout(typed: str, meant: str) -> None:
    assert in_other_layout(typed) == meant


@pytest.mark.parametrize("pair", ["qw", "wq", "qa", "as", "sx", "йц", "фы", "ыч"])
def test_keys_that_touch_are_neighbours(pair: str) -> None:
    assert (pair[0], pair[1]) in NEIGHBOURS


@pytest.mark.parametrize("pair", ["qe", "qs", "qq", "aй", "zp"])
def test_keys_apart_are_none(pair: str) -> None:
    assert (pair[0], pair[1]) not in NEIGHBOURS
