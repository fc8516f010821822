from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.rank.sentences import Sentence, best_sentence, split_sentences


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


_BODY = """
Vectors of a section are cached. They are kept as halves,
which saves memory. See e.g. the notes.

- a list item about disks
- another one about memory of machines
1. Numbered items
   may go on.

| a table | of cells |
"""


def test_the_sentence_with_most_wanted_words_is_found_on_its_line() -> None:
    assert best_sentence(_BODY, {"machines", "memory"}, _words) == Sentence(
        5, "another one about memory of machines · Numbered items may go on. | a table | of cells |"
    )


def test_a_sentence_that_runs_over_lines_is_on_its_first() -> None:
    best = best_sentence(_BODY, {"halves", "saves"}, _words)
    assert best.line == 1
    assert best.text.startswith("They are kept as halves, which saves memory. See e.g. the notes.")


def test_no_wanted_word_gives_the_beginning() -> None:
    assert best_sentence(_BODY, set(), _words).line == 1
    assert best_sentence(_BODY, {"absent"}, _words).text.startswith("Vectors of a section")


def test_long_words_say_more_than_short_ones() -> None:
    body = "\nWhat is it that we do to it?\nConfiguration comes later.\n"
    wanted = set(_words("how do we do it with configuration"))
    assert best_sentence(body, wanted, _words).line == 2


@pytest.mark.parametrize("body", ["", "\n\n", "---", "\n   \n***\n", "> \n"])
def test_a_body_without_text_gives_an_empty_sentence(body: str) -> None:
    assert best_sentence(body, {"x"}, _words) == Sentence(0, "")


def test_a_long_sentence_is_cut_around_the_word() -> None:
    body = " ".join(["padding"] * 100) + " needle " + " ".join(["padding"] * 100)
    text = best_sentence(body, {"needle"}, _words).text
    assert "needle" in text
    assert len(text) <= 200
    assert text.startswith("…padding")
    assert text.endswith("padding…")


def test_one_endless_word_is_cut() -> None:
    assert len(best_sentence("x" * 5000, set(), _words).text) == 200


def test_sentences_of_other_scripts_are_split() -> None:
    body = "Что это, т. е. зачем? Затем. 句子在这里。另一个句子。"
    assert [each.text for each in split_sentences(body)] == [
        "Что это, т. е. зачем?",
        "Затем.",
        "句子在这里。",
        "另一个句子。",
    ]


@given(st.text(alphabet="ab .!?-\n*1>|#é句。", max_size=200), st.sets(st.sampled_from("ab")))
def test_any_text_has_a_short_sentence_on_a_line_of_its_own(body: str, wanted: set[str]) -> None:
    best = best_sentence(body, wanted, _words)
    assert len(best.text) <= 200
    assert 0 <= best.line <= body.count("\n")
    if best.text:
        first_word = _words(best.text)[0]
        assert first_word in _words(body.split("\n")[best.line])
