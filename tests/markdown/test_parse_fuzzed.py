"""What holds of parsing any text; the examples are texts of which it once did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parser_invariants import CHECKS
from text_mutations import MARKS

if TYPE_CHECKING:
    from parser_invariants import Check

FOUND = {
    "NUL in a heading": ("n.md", "# \0 [[p]] #tag\0"),
    "blanks that are none to Markdown on a line of their own": ("n.md", "\x0c\n[[x]]"),
    "such blanks in a quote": ("n.md", "> \u2028\n> \u00a0\n> [[x]] ^id"),
    "such blanks in an item": ("n.md", "- \x1f\n  a\n  [[x]]"),
    "nothing behind the front matter": ("n.md", "---\ntitle: x\n---"),
    "declaration in a quoted item that ends the note": ("n.md", "> - <!r\n> "),
    "string of a canvas over the end of a line": ("n.canvas", '"\n'),
    "table that a comment begins": ("n.md", "| a |\n| - |\n| [[b]] |"),
    "literal of a base over the end of a line": (
        "n.base",
        "filters: -\"\n \".hasLink('[[a]]')",
    ),
    "block of a base": ("n.base", "filters: |\n  file.hasLink('[[a]]')\n"),
    "suppression at the end": ("n.md", "%%kblink-ignore-next-line x%%"),
    "code that begins with its own mark": ("n.md", "`[[p]]` `` `[[p]] ``"),
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", FOUND)
def test_it_holds_of_what_was_found(check: Check, name: str) -> None:
    check(*FOUND[name])


texts = st.lists(st.sampled_from((*MARKS, "a", "b", " ", "\n")), max_size=20).map("".join)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@settings(max_examples=100)
@given(path=st.sampled_from(["n.md", "n.md", "n.md", "n.canvas", "n.base"]), text=texts)
def test_it_holds_of_any_marks(check: Check, path: str, text: str) -> None:
    check(path, text)
