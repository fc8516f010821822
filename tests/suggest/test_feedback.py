"""What a person dismissed is known again, however the notes are called by now."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from kblink.suggest.feedback import (
    Feedback,
    Judgement,
    NoteMark,
    Verdict,
    note_words,
    withdrawn,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

NOTE = "Мы дообучаем БЕРТа на своих текстах, и выходит неплохо.\n"
BERT = "# BERT\n\nA bidirectional encoder, trained on masked words.\n"
OTHER = "# Other\n\nNothing that the first two notes would speak of at all.\n"
FILES = {"a.md": NOTE, "models/bert.md": BERT, "other.md": OTHER}


def mark(path: str, files: Mapping[str, str] = FILES) -> NoteMark:
    return NoteMark(path, note_words(files[path]))


def said(
    verdict: Verdict = "rejected", *, phrase: str = "БЕРТа", time: str = "2026-01-01T00:00:00+00:00"
) -> Judgement:
    note = None if verdict == "never" else mark("a.md")
    return Judgement(verdict, phrase, note, mark("models/bert.md"), time)


def bars(
    *judgements: Judgement,
    files: Mapping[str, str] = FILES,
    path: str = "a.md",
    phrase: str = "БЕРТа",
    target: str = "models/bert.md",
) -> bool:
    feedback = Feedback(judgements, files, lambda each: note_words(files[each]))
    return feedback.bars(path, phrase, target)


def test_a_rejected_link_is_barred_in_its_note_alone() -> None:
    assert bars(said())
    assert not bars(said(), path="other.md")
    assert not bars(said(), target="other.md")
    assert not bars()


def test_never_bars_it_everywhere() -> None:
    assert bars(said("never"))
    assert bars(said("never"), path="other.md")
    assert not bars(said("never"), target="other.md")


@pytest.mark.parametrize("phrase", ["БЕРТ", "берту", "БЕРТа", "берта"])
def test_a_phrase_is_the_same_in_any_form(phrase: str) -> None:
    assert bars(said(), phrase=phrase)
    assert not bars(said(), phrase="тексты")


@pytest.mark.parametrize("phrase", ["база", "векторная база данных", "наша векторная база данных"])
def test_in_one_note_a_rejection_holds_for_what_is_a_part(phrase: str) -> None:
    assert bars(said(phrase="векторная база данных"), phrase=phrase)
    never = said("never", phrase="векторная база данных")
    assert bars(never, phrase=phrase) == (phrase == "векторная база данных")
    assert not bars(said(phrase="векторная база данных"), phrase="векторная модель")


def test_a_phrase_without_words_is_compared_as_it_is() -> None:
    assert bars(said(phrase="++"), phrase="++")
    assert not bars(said(phrase="++"), phrase="--")


def test_the_latest_word_holds_in_whatever_order_the_file_has_them() -> None:
    words = [said("rejected", time="2026-01-01"), said("accepted", time="2026-02-01")]
    for order in itertools.permutations(words):
        assert not bars(*order)
    for order in itertools.permutations([*words, said("never", time="2026-03-01")]):
        assert bars(*order)


def test_of_one_second_the_refusal_holds() -> None:
    assert bars(said("accepted"), said("rejected"))
    assert bars(said("rejected"), said("accepted"))


def test_a_renamed_note_is_known_again() -> None:
    files = {"models/bert.md": BERT, "deep/new name.md": NOTE, "other.md": OTHER}
    assert bars(said(), files=files, path="deep/new name.md")
    assert not bars(said(), files=files, path="other.md")


def test_a_renamed_target_is_known_again() -> None:
    files = {"a.md": NOTE, "encoders.md": BERT, "other.md": OTHER}
    assert bars(said(), files=files, target="encoders.md")
    assert bars(said("never"), files=files, path="other.md", target="encoders.md")
    assert not bars(said(), files=files, target="other.md")


def test_a_note_of_a_few_words_is_known_though_a_link_in_it_was_led_elsewhere() -> None:
    before = {"a.md": "See [[Old]] and БЕРТа.\n", "models/bert.md": BERT}
    judgement = said()._replace(note=mark("a.md", before))
    files = {"b.md": "See [[New]] and БЕРТа.\n", "models/bert.md": BERT, "c.md": OTHER}
    assert bars(judgement, files=files, path="b.md")
    assert not bars(judgement, files=files, path="c.md")


def test_both_renamed_and_edited_are_known_again() -> None:
    files = {"x.md": f"---\ntags: [a]\n---\n{NOTE} Ещё одна фраза.", "y.md": f"{BERT}\nMore words."}
    assert bars(said(), files=files, path="x.md", target="y.md")


def test_a_note_that_moved_and_was_written_anew_is_known_by_its_name() -> None:
    files = {"old/a.md": "Совсем другие слова здесь.", "models/bert.md": BERT}
    assert bars(said(), files=files, path="old/a.md")


def test_a_name_that_several_notes_bear_tells_nothing() -> None:
    files = {"x/a.md": OTHER, "y/a.md": OTHER, "renamed.md": NOTE, "models/bert.md": BERT}
    assert bars(said(), files=files, path="renamed.md")
    assert not bars(said(), files=files, path="x/a.md")


def test_a_copy_is_another_note_while_the_first_is_there() -> None:
    files = {**FILES, "copy.md": NOTE}
    assert not bars(said(), files=files, path="copy.md")


def test_a_note_whose_path_another_took_is_known_by_its_words() -> None:
    files = {**FILES, "a.md": "Nothing of what was there before, not a word.", "b.md": NOTE}
    assert bars(said(), files=files, path="b.md")


def test_a_name_is_the_same_in_either_normal_form() -> None:
    one, other = "\u0439.md", "\u0438\u0306.md"
    files = {one: NOTE, "models/bert.md": BERT, "copy.md": NOTE}
    judgement = said()._replace(note=NoteMark(other, note_words(NOTE)))
    assert bars(judgement, files=files, path=one)
    assert not bars(judgement, files=files, path="copy.md")


def test_links_that_are_made_or_led_elsewhere_change_no_sketch() -> None:
    linked = NOTE.replace("БЕРТа", "[[models/bert|БЕРТа]]").replace("текстах", "[текстах](t.md)")
    assert note_words(linked) == note_words(NOTE)
    assert note_words(f"---\na: 1\n---\n{NOTE}") == note_words(NOTE)


def test_what_is_withdrawn_bars_nothing() -> None:
    accepted = said("accepted")._replace(journal="journal-1.json")
    other = said("accepted", phrase="тексты")._replace(journal="journal-2.json")
    (back,) = withdrawn([accepted, other, said()], "journal-1.json")
    assert (back.verdict, back.phrase) == ("withdrawn", "БЕРТа")
    assert not bars(accepted, back)
