from __future__ import annotations

import json
import subprocess
import sys
from functools import cache

import numpy as np
import pytest
from tiny_training import LEXICON, sentences

from kblink.encode.model_cache import ModelCache
from kblink.errors import TrainingError
from kblink.train.align_pieces import align_pieces
from kblink.train.extend_vocabulary import extend_vocabulary, is_served, load_tokenizer
from kblink.train.initial_rows import initial_rows, split
from kblink.train.recipe import Alignment, Vocabulary
from kblink.train.teacher import find_teacher

RUSSIAN = [pair[1] for pair in sentences(300)]


@cache
def teacher_tokenizer() -> dict:  # type: ignore[type-arg]  # JSON
    from pathlib import Path

    return find_teacher(None, ModelCache(Path("unused"))).tokenizer


def extended(pieces: int = 150) -> dict:  # type: ignore[type-arg]  # JSON
    return extend_vocabulary(teacher_tokenizer(), RUSSIAN, Vocabulary(pieces=pieces))


def test_words_of_the_new_language_become_pieces_and_the_teachers_stay() -> None:
    new, old = load_tokenizer(extended()), load_tokenizer(teacher_tokenizer())
    assert new.encode("внимание читает токен", add_special_tokens=False).tokens == [
        "внимание",
        "читает",
        "токен",
    ]
    english = "An encoder's recall, naïve Café: 0.75 (see α)!"
    assert new.encode(english).tokens == old.encode(english).tokens


def test_the_teachers_normaliser_takes_the_marks_of_yo_and_short_i() -> None:
    pieces = load_tokenizer(extended()).encode("ДАЁТ слой", add_special_tokens=False).tokens
    assert pieces == ["дает", "слои"]


def test_kept_pieces_come_first_and_special_ones_know_their_new_numbers() -> None:
    document = extended()
    vocabulary, old = document["model"]["vocab"], teacher_tokenizer()["model"]["vocab"]
    kept = [piece for piece in vocabulary if piece in old]
    assert [vocabulary[piece] for piece in kept] == [*range(len(kept))]
    assert len(vocabulary) - len(kept) <= 150
    ids = load_tokenizer(document).encode("token").ids
    assert ids == [vocabulary["[CLS]"], vocabulary["token"], vocabulary["[SEP]"]]


@pytest.mark.parametrize(
    ("piece", "stays"),
    [
        ("token", True),
        ("##сть", True),
        ("α", True),
        ("[unused7]", False),
        ("人", False),
        ("##7", True),
    ],
)
def test_pieces_of_scripts_that_are_not_served_go(piece: str, stays: bool) -> None:
    assert is_served(piece, ("LATIN", "GREEK", "CYRILLIC")) is stays


def test_text_without_a_word_of_the_language_is_refused() -> None:
    with pytest.raises(TrainingError, match="no words in CYRILLIC"):
        extend_vocabulary(teacher_tokenizer(), ["English only."], Vocabulary())


def test_each_process_makes_the_same_vocabulary() -> None:
    program = (
        "import json, sys; sys.path[:0] = json.loads(sys.argv[1]);"
        "import test_vocabulary as t; print(json.dumps(t.extended()))"
    )
    line = [sys.executable, "-c", program, json.dumps(sys.path)]
    made = [subprocess.run(line, capture_output=True, check=True).stdout for _ in range(3)]
    assert len(made[0]) > 100_000
    assert made[0] == made[1] == made[2]


def test_alignment_finds_the_dictionary_of_the_text() -> None:
    words = [*LEXICON]
    numbers = {word: number for number, word in enumerate(words, 1)}
    originals = [np.array([numbers[word] for word in pair[0].split()]) for pair in sentences(200)]
    translations = [each + 100 for each in originals]
    found = align_pieces(translations, originals, pieces=200, rounds=10)
    for translation in np.unique(found.translation):
        own = found.translation == translation
        best = found.original[own][found.probability[own].argmax()]
        assert best == translation - 100
        assert found.probability[own].sum() == pytest.approx(1)
    assert found.seen[101] == sum(1 in each for each in originals)


def test_a_new_row_is_that_of_the_word_that_it_stands_for() -> None:
    old, new = teacher_tokenizer(), extended()
    old_rows = np.random.default_rng(0).normal(size=(len(old["model"]["vocab"]), 16))
    rows = initial_rows(old_rows.astype(np.float32), old, new, sentences(300), Alignment(rounds=10))
    vocabulary, before = new["model"]["vocab"], old["model"]["vocab"]
    assert np.array_equal(rows[vocabulary["token"]], old_rows[before["token"]].astype(np.float32))
    for english, russian in (("attention", "внимание"), ("model", "модель"), ("reads", "читает")):
        one, other = rows[vocabulary[russian]], rows[vocabulary[english]]
        assert one @ other / np.linalg.norm(one) / np.linalg.norm(other) > 0.9
    assert np.isfinite(rows).all()
    assert np.linalg.norm(rows, axis=1).min() > 0


def test_a_piece_is_made_of_the_longest_smaller_ones() -> None:
    pieces = dict.fromkeys(["вектор", "век", "##тор", "##т", "##ор", "##о", "##р"], 0)
    assert split("вектор", pieces) == ["век", "##тор"]
    assert split("##тор", pieces) == ["##т", "##ор"]
    assert split("##о", pieces) == []
