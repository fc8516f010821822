from __future__ import annotations

import pytest
from examples import HOSTILE

from kblink.report.clean import clean, one_line


@pytest.mark.parametrize(
    "character",
    [
        "\x00", "\x07", "\x08", "\t", "\r", "\x1b", "\x1f",  # C0
        "\x7f", "\x80", "\x85", "\x9b", "\x9d", "\x9f",  # DEL and C1, with CSI and OSC
        "\u061c", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069",  # bidirectional
        "\u2028", "\u2029",  # separators that some terminals break lines at
        "\udcff",  # an undecodable byte of a file name
    ],
)  # fmt: skip
def test_each_character_that_a_terminal_may_act_on_is_replaced(character: str) -> None:
    assert clean(f"a{character}b") == "a\ufffdb"


@pytest.mark.parametrize(
    "text", ["plain", "кириллица ё", "漢字", "👩‍💻", "e\u0301", "[bold]", "a\u00a0b", "‘’“”…"]
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert clean(text) == text
    assert one_line(text) == text


def test_clean_keeps_line_breaks_and_one_line_does_not() -> None:
    assert clean("a\nb") == "a\nb"
    assert one_line("a\r\n\tb\u2028c") == "a b c"


def test_a_long_line_ends_in_an_ellipsis() -> None:
    assert one_line("abcdef", 4) == "abc…"
    assert one_line("abcd", 4) == "abcd"


def test_a_hostile_title_keeps_its_words_and_loses_its_controls() -> None:
    assert one_line(HOSTILE) == (
        "\ufffd[31mred\ufffd[0m \ufffd2J \ufffd]8;;https://evil.example\ufffd\\click\ufffd]8;;"
        "\ufffd\\ [bold]loud[/bold] [/x] :smile: \ufffdgnp.exe\ufffd \ufffd next cell \ufffd"
    )
