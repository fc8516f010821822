"""A vault is known by the paths of its notes."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from kblink.rank.vault_mark import vault_mark

PATHS = st.text(st.characters(exclude_characters="\n", exclude_categories=()), min_size=1)
"""Of any characters, also the lone surrogates of names that are no text."""


def test_the_mark_is_the_beginning_of_a_digest() -> None:
    assert vault_mark(["a.md", "b/c.md"]) == hashlib.sha256(b"a.md\nb/c.md").hexdigest()[:16]


def test_a_vault_of_no_notes_has_a_mark_too() -> None:
    assert len(vault_mark([])) == 16


@given(st.sets(PATHS, max_size=5).flatmap(lambda paths: st.permutations(sorted(paths))))
def test_the_order_of_notes_is_of_no_matter(paths: list[str]) -> None:
    assert vault_mark(iter(paths)) == vault_mark(sorted(paths))


@given(st.sets(PATHS, max_size=4), st.sets(PATHS, max_size=4))
def test_other_notes_give_another_mark(one: set[str], other: set[str]) -> None:
    assert (vault_mark(one) == vault_mark(other)) == (one == other)
