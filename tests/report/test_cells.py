from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, split_graphemes

from kblink.report.cells import cells, is_single
from kblink.report.excerpt import excerpt

TEXTS = st.text(st.sampled_from("ab é«—я…\t│日e\u0301\u200d\ufe0f👍🏽\u0483\xad\x07"), max_size=40)


@given(TEXTS)
def test_a_text_fills_as_many_cells_as_rich_says(text: str) -> None:
    assert cells(text) == cell_len(text)


@given(TEXTS)
def test_what_is_called_single_is(text: str) -> None:
    if is_single(text):
        spans, total = split_graphemes(text)
        assert total == len(text)
        assert [cells for _, _, cells in spans] == [1] * len(text)


@given(st.text("ab яж—", max_size=60), st.integers(0, 60), st.integers(0, 20), st.integers(12, 40))
def test_a_line_is_cut_alike_whether_its_letters_are_single_or_not(
    line: str, start: int, length: int, width: int
) -> None:
    """The second line is the same but for a mark without width far behind, where it is cut off."""
    start = min(start, len(line))
    end = min(start + length, len(line))
    plain = excerpt(line + " " * width, start, end, width)
    other = excerpt(line + " " * width + "\u0301" + "x" * 4 * width, start, end, width)
    long = excerpt(line + " " * width + "x" + "x" * 4 * width, start, end, width)
    assert (other.before, other.marked) == (long.before, long.marked)
    assert cells(plain.before + plain.marked + plain.after) <= width
