"""Notes that differ in their links alone are shown alike, and others are not."""

from __future__ import annotations

import pytest

from kblink.markdown.parse import parse_note
from kblink.markdown.shown_text import ShownText


def shown(text: str) -> ShownText:
    return ShownText(parse_note("a.md", text))


@pytest.mark.parametrize(
    ("plain", "linked"),
    [
        ("On BERT.", "On [[BERT]]."),
        ("On BERT.", "On [[x/bert.md#Heads|BERT]]."),
        ("On BERT.", "On [BERT](<x y.md> 'title')."),
        ("On BERT.\n\n[r]: b.md\n", "On [BERT][r].\n\n[r]: b.md\n"),
        ("*on BERT*", "*on [[BERT]]*"),
        ("- > on BERT", "- > on [[BERT]]"),
        ("| BERT | b |\n|--|--|\n", "| [[x\\|BERT]] | b |\n|--|--|\n"),
        ("---\na: BERT\n---\nx", "---\na: something else\n---\nx"),
    ],
)
def test_a_link_is_shown_as_its_text(plain: str, linked: str) -> None:
    assert shown(plain).pieces == shown(linked).pieces


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("On BERT.", "On [[BERT|GPT]]."),
        ("**BERT**s", "**[[BERT]]**s"),
        ("*a*", "a"),
        ("`a`", "a"),
        ("a\n\nb", "a\nb"),
        ("# a", "a"),
        ("- a", "a"),
        ("x ![[a]]", "x [[a]]"),
        ("~~a~~", "a"),
        ("$a$", "a"),
        ("| a | b |\n|--|--|\n", "| [[a|b]] | c |\n|--|--|\n"),
        ("a %%b%%", "a"),
    ],
)
def test_anything_else_makes_a_difference(one: str, other: str) -> None:
    assert shown(one).pieces != shown(other).pieces


def test_the_lines_of_tables_are_told() -> None:
    text = "---\na: b\n---\ntext\n\n| a | b |\n|--|--|\n| c | d |\n\n> | e | f |\n> |---|---|\n"
    assert shown(text).tables == {6, 7, 8, 10, 11}
