"""The golden queries are what their page says they are."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import snowballstemmer

from kblink.evaluate.golden import GoldenQuery, read_golden, unknown_notes
from kblink.markdown.parse import parse_note
from kblink.search.function_words import FUNCTION_WORDS
from kblink.workspace import Vault

FOLDER = Path(__file__).parent.parent / "benchmarks" / "golden"
VAULTS = ("seed-vault", "data-engineering-wiki")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_STEMMERS = {True: snowballstemmer.stemmer("russian"), False: snowballstemmer.stemmer("english")}


def golden(vault: str) -> tuple[GoldenQuery, ...]:
    return read_golden(FOLDER / f"{vault}.jsonl")


def stems(text: str) -> set[str]:
    """The stems of the words that are no function words."""
    words = {word.lower().replace("ё", "е") for word in _WORD.findall(text)} - FUNCTION_WORDS
    return {_STEMMERS[bool(_CYRILLIC.search(word))].stemWord(word) for word in words}


@pytest.mark.parametrize("vault", VAULTS)
def test_there_are_sixty_queries_and_each_half_has_as_many_of_each_kind(vault: str) -> None:
    queries = golden(vault)
    halves = {
        split: Counter(query.kind for query in queries if query.split == split)
        for split in ("dev", "test")
    }
    assert len(queries) == 60
    assert halves["dev"] == halves["test"]
    assert {*halves["dev"]} == {"keyword", "concept", "question", "typo", "cross-language"}


@pytest.mark.parametrize("vault", VAULTS)
def test_each_query_has_a_note_that_is_on_it_or_treats_it(vault: str) -> None:
    assert all(max(query.relevant.values()) >= 2 for query in golden(vault))


def test_the_russian_vault_is_asked_in_english_ten_times() -> None:
    english = [query for query in golden("seed-vault") if not _CYRILLIC.search(query.query)]
    assert {query.kind for query in english} == {"cross-language"}
    assert len(english) == 10


def test_the_english_vault_is_asked_in_russian_where_the_kind_says_so() -> None:
    for query in golden("data-engineering-wiki"):
        assert bool(_CYRILLIC.search(query.query)) == (query.kind == "cross-language")


@pytest.mark.parametrize("vault", VAULTS)
def test_every_graded_note_is_in_the_vault(vault: str, shared: Path) -> None:
    assert unknown_notes(golden(vault), Vault(shared / "corpora" / vault).note_paths()) == []


@pytest.mark.parametrize("vault", VAULTS)
def test_a_concept_shares_no_word_with_the_title_of_a_note_that_answers(
    vault: str, shared: Path
) -> None:
    for query in golden(vault):
        if query.kind == "concept":
            for path in query.relevant:
                text = (shared / "corpora" / vault / path).read_text("utf-8-sig")
                named = stems(parse_note(path, text).note.title) | stems(Path(path).stem)
                assert not stems(query.query) & named, (query.id, path)
