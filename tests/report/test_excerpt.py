"""The caret line: whatever stands in a line, the carets are under the link."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size

from kblink.report.clean import clean
from kblink.report.excerpt import excerpt


def marked(line: str, link: str, width: int = 60) -> tuple[str, str]:
    start = line.index(link)
    shown = excerpt(line, start, start + len(link), width)
    return shown.before + shown.marked + shown.after, shown.carets


@pytest.mark.parametrize(
    ("line", "link", "shown", "carets"),
    [
        ("See [[x]] there", "[[x]]", "See [[x]] there", "    ^^^^^"),
        ("Ещё [[ёж]]", "[[ёж]]", "Ещё [[ёж]]", "    ^^^^^^"),
        ("日本 [[本]]", "[[本]]", "日本 [[本]]", "     ^^^^^^"),
        ("\t- [[x]]", "[[x]]", "    - [[x]]", "      ^^^^^"),
        ("a\t[[x\ty]]", "[[x\ty]]", "a   [[x y]]", "    ^^^^^^^"),
        ("ab[[x\ty]]", "[[x\ty]]", "ab[[x   y]]", "  ^^^^^^^^^"),
        ("e\u0301 [[и\u0306]]", "[[и\u0306]]", "e\u0301 [[и\u0306]]", "  ^^^^^"),
        ("👩‍👩‍👧 ❤️ [[x]]", "[[x]]", "👩‍👩‍👧 ❤️ [[x]]", "      ^^^^^"),
        ("\x1b[31m\u202e[[x]]", "[[x]]", "\ufffd[31m\ufffd[[x]]", "      ^^^^^"),
        ("[[x]]   ", "[[x]]", "[[x]]", "^^^^^"),
    ],
)
def test_carets_stand_under_the_link(line: str, link: str, shown: str, carets: str) -> None:
    assert marked(line, link) == (shown, carets)


def test_a_long_line_is_cut_around_the_link() -> None:
    shown, carets = marked("b" * 200 + "[[x]]" + "a" * 200, "[[x]]", 25)
    assert shown == "…bbbbbbbbb[[x]]aaaaaaaaa…"
    assert carets == "          ^^^^^"


def test_nothing_is_cut_on_a_side_that_fits() -> None:
    assert marked("[[x]]" + " a" * 50, "[[x]]", 20)[0] == "[[x]] a a a a a a a…"
    assert marked("a " * 50 + "[[x]]", "[[x]]", 20)[0] == "…a a a a a a a [[x]]"


def test_a_link_longer_than_the_line_is_shown_from_its_start() -> None:
    shown, carets = marked("see also the [[" + "x" * 100 + "]]", "[[" + "x" * 100 + "]]", 20)
    assert shown == "…he [[xxxxxxxxxxxxx…"
    assert carets == "    ^^^^^^^^^^^^^^^"


def test_an_empty_mark_has_one_caret() -> None:
    assert excerpt("abc", 1, 1, 40).carets == " ^"


TEXTS = st.text(
    st.sampled_from("ab [](#|日本ёй\t\x1b\u202e\u0301\u200b👩😀\u3000\x7f\u2028")
    | st.characters(exclude_characters="\n\r\u200d\ufe0f", exclude_categories=["Cs"]),
    max_size=120,
)


def cells(text: str, start: int, end: int) -> str:
    """The letters of a text that begin in the cells from `start` to `end`; widthless ones go with
    the letter before them."""
    at, kept, last = 0, "", -1
    for character in text:
        size = get_character_cell_size(character)
        if size:
            last, at = at, at + size
        if start <= last < end:
            kept += character
    return kept


@given(TEXTS, st.text("[]x日ё#| \t\x1b\u0301", max_size=60), TEXTS, st.integers(16, 80))
def test_the_cells_under_the_carets_are_those_of_the_link(
    before: str, inner: str, after: str, width: int
) -> None:
    link = f"[[{inner}]]"
    # a mark that combines with the last bracket shares its cell, so some letter stands between
    shown = excerpt(f"{before}{link}.{after}", len(before), len(before) + len(link), width)
    text = shown.before + shown.marked + shown.after
    first = len(shown.carets) - len(shown.carets.lstrip(" "))
    assert cells(text, first, len(shown.carets)) == shown.marked
    whole = " ".join(clean(link.replace("\t", " ")).split())
    seen = " ".join(shown.marked.split())
    assert seen == whole or (whole.startswith(seen) and shown.after == "…")
    assert cell_len(text) <= width
