"""Keys of names and headings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.links.names import (
    are_normal,
    heading_key,
    is_normal,
    name_key,
    name_keys,
    slug,
    slugs,
)


@given(st.text())
def test_name_key_is_stable(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@given(st.text())
def test_name_key_ignores_case(name: str) -> None:
    assert name_key(name) == name_key(name.casefold())


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("1.2 Setup", "1 2 setup"),
        ("C++ & Rust: intro", "c rust intro"),
        ("state-of-the-art", "state-of-the-art"),
        ("See [[beta]] first", "see beta first"),
        ("Don't «stop»", "don't «stop»"),
    ],
)
def test_heading_key(heading: str, key: str) -> None:
    assert heading_key(heading) == key


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("🚀 Launch plan", "-launch-plan"),
        ("Обзор моделей", "обзор-моделей"),
        ("A & B", "a--b"),
        ("**Bold** and `code`", "bold-and-code"),
        ("See [text](x.md)", "see-text"),
        ("snake_case", "snake_case"),
    ],
)
def test_slug_is_githubs(heading: str, anchor: str) -> None:
    assert slug(heading) == anchor


def test_equal_slugs_are_numbered() -> None:
    assert slugs(["A", "a", "A-1", "a"]) == ["a", "a-1", "a-1-1", "a-2"]


_NAMES = st.lists(st.text(max_size=8) | st.sampled_from(["", " a", "Å", "ẞ.md", "\u00a0é", "İ"]))


@given(_NAMES)
def test_keys_of_many_names_are_those_of_each(names: list[str]) -> None:
    assert name_keys(names) == [name_key(name) for name in names]


@given(_NAMES)
def test_many_names_are_normal_where_each_is(names: list[str]) -> None:
    assert are_normal(names) == all(map(is_normal, names))
