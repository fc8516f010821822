from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from kblink.report.console import open_console
from kblink.report.hanging import Hanging
from kblink.report.styled_lines import FittingLine, styled_line

HEAD = ("    ", "green")
WORDS = st.lists(st.text("abжз…", min_size=1, max_size=50), min_size=1, max_size=12)


def plain(pieces: list[tuple[str, str]], width: int) -> str:
    line = styled_line(pieces, width, indent=4)
    assert isinstance(line, FittingLine)
    return line.rendered(None)


def test_a_line_that_fits_is_written_as_it_is() -> None:
    assert plain([HEAD, ("two words", "bold")], 30) == "    two words\n"


def test_one_that_does_not_breaks_behind_words_and_hangs() -> None:
    assert plain([HEAD, ("two words", ""), (" and more", "dim")], 14) == (
        "    two words\n    and more\n"
    )


def test_a_word_longer_than_a_line_is_folded() -> None:
    assert plain([HEAD, ("ab " + "c" * 25, "")], 14) == (
        "    ab\n    cccccccccc\n    cccccccccc\n    ccccc\n"
    )


def test_pieces_keep_their_styles_over_the_lines() -> None:
    line = styled_line([HEAD, ("one two", "bold"), (" three", "dim")], 12, indent=4)
    assert isinstance(line, FittingLine)
    assert [*line.pieces] == [
        HEAD, ("one two", "bold"), ("\n    ", ""), ("three", "dim"),
    ]  # fmt: skip


@given(WORDS, st.integers(0, 200), st.integers(26, 80))
def test_it_wraps_as_rich_does_but_leaves_no_blanks_at_the_ends(
    words: list[str], cut: int, width: int
) -> None:
    text = " ".join(words)
    pieces = [HEAD, (text[:cut], "bold"), (text[cut:], "dim")]
    stream = io.StringIO()
    body = Text.assemble(*pieces[1:], overflow="fold")
    open_console(stream, color=False, width=width).print(Hanging(Text("    "), body))
    wrapped = [line.rstrip() for line in stream.getvalue().split("\n")]
    assert plain(pieces, width).split("\n") == wrapped


def test_letters_of_two_cells_are_left_to_rich() -> None:
    line = styled_line([HEAD, ("漢字 " * 9, "")], 20, indent=4)
    assert isinstance(line, Hanging)
