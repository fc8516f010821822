"""Edits change the bytes of their spans alone, and can be turned round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.edits.edit import UnfitEditError, digest_of, edited, in_order, restored
from kblink.model import Edit

if TYPE_CHECKING:
    from collections.abc import Sequence


def edits_of(data: bytes, *changes: tuple[int, str, str]) -> list[Edit]:
    digest = digest_of(data)
    return [Edit("a.md", start, start + len(old), old, new, digest) for start, old, new in changes]


@pytest.mark.parametrize(
    ("data", "change", "expected"),
    [
        (b"see [[b]]", (4, "[[b]]", "[[c]]"), b"see [[c]]"),
        ("\ufeff[[b]]\r\n".encode(), (0, "[[b]]", "[[c]]"), "\ufeff[[c]]\r\n".encode()),
        (b"a\r\n[[b]]\rc\n\td", (3, "[[b]]", ""), b"a\r\n\rc\n\td"),
        ("🙂 й [[b]]".encode(), (4, "[[b]]", "[[ж]]"), "🙂 й [[ж]]".encode()),
        (b"[[b]] \xff\xfe\xc3", (0, "[[b]]", "[[c]]"), b"[[c]] \xff\xfe\xc3"),
        (b"\xff[[b]]", (1, "[[b]]", "[[c]]"), b"\xff[[c]]"),
        (b"", (0, "", "new"), b"new"),
    ],
)
def test_bytes_outside_the_span_stay(
    data: bytes, change: tuple[int, str, str], expected: bytes
) -> None:
    assert edited(data, edits_of(data, change)) == expected


@pytest.mark.parametrize(
    "changes",
    [
        [(0, "b", "c")],
        [(6, "c", "d")],
        [(5, "", "d"), (5, "", "e")],
        [(0, "ab", "c"), (1, "b", "c")],
        [(-1, "a", "c")],
        [(0, "a", "\ud800")],
    ],
)
def test_what_does_not_fit_is_refused(changes: list[tuple[int, str, str]]) -> None:
    data = b"ab cd"
    with pytest.raises(UnfitEditError):
        edited(data, edits_of(data, *changes))


def test_a_file_that_has_changed_is_refused() -> None:
    edits = edits_of(b"[[b]]", (0, "[[b]]", "[[c]]"))
    with pytest.raises(UnfitEditError, match="changed"):
        edited(b"[[b]]!", edits)
    with pytest.raises(UnfitEditError, match="changed"):
        restored(b"[[c]]!", edits, digest_of(b"[[c]]"))


PIECES = st.lists(
    st.tuples(
        st.sampled_from([b"text ", b"\r\n", b"\xff", "é🙂".encode(), "e\u0301\t".encode(), b""]),
        st.sampled_from(["", "a", "[[b]]", "жж", "🙂"]),
        st.sampled_from(["", "x", "[[longer]]", "ё"]),
    ),
    max_size=6,
)


@given(PIECES, st.booleans(), st.randoms())
def test_edits_are_taken_back_to_the_byte(
    pieces: Sequence[tuple[bytes, str, str]], bom: bool, chance: st.DataObject
) -> None:
    data, expected = b"\xef\xbb\xbf" * bom, b"\xef\xbb\xbf" * bom
    changes: list[tuple[int, str, str]] = []
    for between, old, new in pieces:
        start = len(data.decode("utf-8-sig", "surrogateescape")) + len(
            between.decode("utf-8", "surrogateescape")
        )
        insertion_twice = not old and changes and changes[-1][0] == start and not changes[-1][1]
        data += between + old.encode()
        if insertion_twice:
            expected += between
            continue
        changes.append((start, old, new))
        expected += between + new.encode()
    edits = edits_of(data, *changes)
    chance.shuffle(edits)  # type: ignore[attr-defined]  # what hypothesis gives is a Random
    assert edited(data, edits) == expected
    assert restored(expected, in_order(edits), digest_of(expected)) == data
