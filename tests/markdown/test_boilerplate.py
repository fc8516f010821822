from __future__ import annotations

import pytest

from kblink.markdown.boilerplate import repeated_lines
from kblink.markdown.parse_file import parse_file
from kblink.markdown.sections import Window, body_lines, split_sections
from kblink.model import RepeatedLine


def notes(total: int, shared: int, line: str = "Was this page helpful?") -> list[list[str]]:
    """So many notes, of which some share a line."""
    return [[f"Text of note {n}.", *([line] if n < shared else [])] for n in range(total)]


@pytest.mark.parametrize(
    ("total", "shared", "found"),
    [
        (20, 4, False),  # fewer than five
        (20, 5, True),
        (200, 9, False),  # less than a twentieth
        (200, 10, True),
        (2000, 49, False),  # fewer than fifty
        (2000, 50, True),
    ],
)
def test_a_line_is_boilerplate_where_many_notes_share_it(
    total: int, shared: int, found: bool
) -> None:
    expected = (RepeatedLine("Was this page helpful?", shared),) if found else ()
    assert repeated_lines(notes(total, shared)) == expected


def test_a_line_counts_once_a_note_whatever_its_blanks() -> None:
    bodies = [["back to  top", "back to top "], *notes(9, 4, "\tback to top")]
    assert repeated_lines(bodies) == (RepeatedLine("back to top", 5),)


@pytest.mark.parametrize("line", ["", "---", "| | |", "ab", "  "])
def test_a_line_without_a_word_is_none(line: str) -> None:
    assert repeated_lines(notes(50, 50, line)) == ()


def test_lines_of_most_notes_come_first() -> None:
    bodies = [["one", "two", "three"], *[["two", "one"]] * 4, *[["two"]] * 3]
    assert repeated_lines(bodies) == (RepeatedLine("two", 8), RepeatedLine("one", 5))


TEXT = "# Title\n\n## Part\n\nAn owl.\nBack to [[Home]]\n\n## Other\n\nBack to [[Home]]\n"


def test_what_is_left_out_stays_readable_on_its_line() -> None:
    parsed = parse_file("a.md", TEXT)
    window = Window(256, ("en",))
    plain = split_sections(parsed, window)
    sections = split_sections(parsed, window, frozenset({"Back to Home"}))
    assert [section.text for section in sections] == ["Title › Part\nAn owl.", "Title › Other"]
    assert [section.body for section in sections] == [section.body for section in plain]
    assert [section.line for section in sections] == [section.line for section in plain]
    assert sections[0].digest != plain[0].digest


def test_a_section_that_would_have_no_text_at_all_keeps_its_lines() -> None:
    parsed = parse_file("1.md", "Back to [[Home]]\n")
    (section,) = split_sections(parsed, Window(256, ("en",)), frozenset({"Back to Home"}))
    assert section.text == "Back to Home"


def test_the_lines_of_a_body_are_those_that_are_read() -> None:
    lines = body_lines(parse_file("a.md", "---\ntags: [x]\n---\n# H\n\n> **Bold** [[Home|top]]\n"))
    assert [line for line in lines if line] == ["Bold top"]
