"""How a query is understood, on a small vault in English and Russian."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fake_encoder import HashingEncoder
from hypothesis import given
from hypothesis import strategies as st
from small_catalogue import SmallNote, small_catalogue

from kblink.search.reading import Reading, read_query
from kblink.search.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

Read = "Callable[[str], Reading]"

_NOTES = [
    SmallNote("attention.md", "Attention", (("Heads", "Each head of the transformer attends."),)),
    SmallNote("bert.md", "BERT", (("Masks", "The transformer guesses masked tokens."),)),
    SmallNote("graph.md", "Graph", (("Store", "A knowledge graph of notes, kept in sql."),)),
    SmallNote("bread.md", "Bread", (("Oven", "Load the oven and bake."),)),
    SmallNote("внимание.md", "Внимание", (("Алгоритм", "Механизм внимания и эмбеддинги."),)),
    SmallNote("мешок.md", "Мешок слов", (("Векторы", "Трансформеры лучше; привет, Карпати."),)),
]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Reading]:
    folder = tmp_path_factory.mktemp("index") / ".kblink"
    catalogue = small_catalogue(folder, _NOTES, HashingEncoder())
    vocabulary = Vocabulary(catalogue)
    return lambda query: read_query(query, vocabulary)


@pytest.mark.parametrize(
    ("query", "mended"),
    [
        ("trasnformer", "transformer"),
        ("Trasnformer heads", "transformer heads"),
        ("how does a trasnformer attend?", "how does a transformer attend?"),
        ("трнасформерами", "трансформер"),
        ("алгаритм внимания", "алгоритм внимания"),
        ("ембединги", "эмбеддинги"),
        ("knowledgegraph", "knowledge graph"),
        ("ghbdtn", "привет"),
        ("ыйд", "sql"),
        ("masked-tokesn", "masked-tokens"),
    ],
)
def test_a_word_that_is_nowhere_is_mended(
    read: Callable[[str], Reading], query: str, mended: str
) -> None:
    found = read(query)
    assert found.query == mended
    assert len(found.corrected) == 1


@pytest.mark.parametrize(
    "query",
    [
        "transformers attends",  # other forms of words that are there
        '"trasnformer heads"',  # a phrase is meant to the letter
        "heads -trasnformer",  # so is what must not be there
        "BERT",
        "zeppelin",  # near to nothing
        "loaf",  # too short a word to be `load`
        "the of and",
        "masks 2024",
        "C++ q",
        "機械学習",
        "",
    ],
)
def test_what_is_there_or_meant_to_the_letter_is_left_alone(
    read: Callable[[str], Reading], query: str
) -> None:
    assert read(query).query == query
    assert read(query).corrected == ()


def test_a_word_is_mended_only_to_what_stands_with_another_word_of_the_query(
    read: Callable[[str], Reading],
) -> None:
    assert read("masked tokesn").corrected == (("tokesn", "tokens"),)
    assert read("oven tokesn").corrected == ()


@pytest.mark.parametrize(
    ("query", "siblings"),
    [
        ("БЕРТ", {"берт": ("bert",)}),
        ("берта и берту", {"берта": ("bert",), "берту": ("bert",)}),
        ("transformers", {"transformers": ("трансформеры",)}),
        ("karpathy", {"karpathy": ("карпати",)}),
        ("algorithm", {"algorithm": ("алгоритм",)}),
        ("bread", {}),
    ],
)
def test_a_name_has_its_siblings_in_the_other_script(
    read: Callable[[str], Reading], query: str, siblings: dict[str, tuple[str, ...]]
) -> None:
    assert read(query).siblings == siblings
    assert read(query).corrected == ()


def test_siblings_are_sought_too(read: Callable[[str], Reading]) -> None:
    assert {"bert", "берт"} <= read("БЕРТ").sought()


@given(query=st.text() | st.text('trasnfome "-алгорит ', max_size=60))
def test_no_query_is_an_error_and_reading_it_again_changes_nothing(
    read: Callable[[str], Reading], query: str
) -> None:
    once = read(query)
    if not once.corrected:
        assert once.query == query
    for typed, meant in once.corrected:
        assert typed in query
        assert meant in once.query
