"""The words of a vault as they are written, and what they sound like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from store_examples import commit, note_rows, section, simple

from kblink.model import Note
from kblink.store.catalogue import Catalogue
from kblink.store.spoken import spoken_keys
from kblink.store.term_rows import Term, term_words

if TYPE_CHECKING:
    from pathlib import Path


def test_words_come_from_titles_aliases_headings_and_bodies(tmp_path: Path) -> None:
    note = Note("a.md", "Owls", "heading", "en", aliases=("Strix",))
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, note_rows(note, section("They hunt.", heading_path=("Hunting",))))
        assert {(term.word, term.stem) for term in catalogue.terms()} == {
            ("owls", "owl"), ("strix", "strix"), ("hunting", "hunt"), ("they", "they"),
            ("hunt", "hunt"),
        }  # fmt: skip


def test_each_section_counts_once_for_a_word(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, simple("a.md", "owl owl", "owl", "mouse", title="x"))
        assert Term("owl", "owl", 2) in catalogue.terms()
        commit(catalogue, simple("a.md", "mouse", title="x"))
        assert [term.word for term in catalogue.terms()] == ["mouse"]
        assert catalogue.spoken("owl") == []
        commit(catalogue, gone=["a.md"])
        assert catalogue.terms() == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("An owl, ÉTÉ and v2", {"owl", "été", "and"}),
        ("state-of-the-art don’t", {"state", "the", "art", "don't"}),
        ("ab 2024 機械学習 " + "x" * 41, set()),
        ("gpt4 Ёжик", {"gpt4", "ежик"}),
    ],
)
def test_what_is_too_short_or_long_or_a_number_is_no_term(text: str, words: set[str]) -> None:
    assert term_words([text]) == words


@pytest.mark.parametrize(
    ("russian", "english"),
    [
        ("берт", "bert"),
        ("берта", "bert"),
        ("трансформерами", "transformer"),
        ("трансформеры", "transformers"),
        ("карпати", "karpathy"),
        ("докер", "docker"),
        ("граф", "graph"),
        ("вектор", "vector"),
        ("метод", "method"),
        ("токены", "token"),
        ("эмбеддинги", "embeddings"),
        ("лора", "lora"),
        ("гпт", "gpt"),
    ],
)
def test_a_name_has_one_key_in_both_scripts(russian: str, english: str) -> None:
    assert spoken_keys(russian) & spoken_keys(english)


@pytest.mark.parametrize(
    ("russian", "english"),
    [
        ("старая", "star"),
        ("его", "ego"),
        ("сам", "sam"),
        ("статья", "stat"),
        ("быть", "bit"),
        ("внимание", "attention"),
        ("дом", "tom"),
    ],
)
def test_words_that_sound_alike_by_chance_have_none(russian: str, english: str) -> None:
    assert not spoken_keys(russian) & spoken_keys(english)


def test_words_of_the_other_script_are_found_by_their_sound(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, simple("a.md", "BERT bertha", "берты и берта", title="x"))
        assert catalogue.spoken("берт") == ["bert", "берта", "берты"]
        assert catalogue.spoken("bert") == ["bert", "берта", "берты"]
        assert catalogue.spoken("mouse") == []
