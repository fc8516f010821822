from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kblink.related.phrases import BARRIER, PhraseBook, phrase_of, placed_words


def found(text: str, *phrases: str) -> list[str]:
    words = placed_words(text)
    book = PhraseBook(map(phrase_of, phrases))
    stems = [word.stem for word in words]
    return [text[words[a].start : words[b - 1].end] for a, b in book.places(stems)]


def test_a_phrase_is_found_in_any_form_of_its_words() -> None:
    assert found("Two Red Carps swim.", "red carp") == ["Red Carps"]
    assert found("Нет бинарного дерева поиска.", "бинарное дерево поиска") == [
        "бинарного дерева поиска"
    ]
    assert found("ЁЛКА", "елка") == ["ЁЛКА"]


def test_phrases_may_overlap_and_whole_words_count() -> None:
    assert found("the red carp", "red carp", "carp") == ["red carp", "carp"]
    assert found("carpet", "carp") == []


def test_the_end_of_a_text_is_no_shorter_phrase() -> None:
    assert found("red", "red carp", "red") == ["red"]


def test_no_phrase_reaches_over_a_barrier() -> None:
    assert found(f"red{BARRIER}carp", "red carp", "carp") == ["carp"]
    assert found(f"a {BARRIER} b", BARRIER, "") == []


def test_scripts_without_blanks_are_read_by_characters() -> None:
    assert found("我喜欢机器学习。", "机器学习") == ["机器学习"]


@given(st.text())
def test_words_stand_where_they_say(text: str) -> None:
    end = 0
    for word in placed_words(text):
        assert end <= word.start < word.end <= len(text)
        end = word.end
