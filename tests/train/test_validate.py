from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from kblink.train.read_rows import Row
from kblink.train.recipe import Recipe, Source
from kblink.train.select_rows import Selection
from kblink.train.validate import recall_at_1, teach, validate, validation_text

if TYPE_CHECKING:
    from collections.abc import Sequence

RECIPE = Recipe(sources={"lists": Source(passages=False)})
BLOCKS = {
    name: [[Row(name, "", f"{name} en {at}", f"{name} ru {at}") for at in range(13)]]
    for name in ("prose", "lists")
}


def test_paragraphs_are_made_of_held_out_rows_that_follow_on_each_other() -> None:
    text = validation_text(Selection({}, BLOCKS), RECIPE)
    assert len(text.pairs) == 26
    assert [each.first[0] for each in text.paragraphs] == ["prose en 0", "prose en 6"]
    assert text.paragraphs[0].rest[1] == " ".join(f"prose ru {at}" for at in range(1, 6))


def test_a_repeated_sentence_is_asked_for_once() -> None:
    twice = {"prose": [[Row("prose", "", "one", "один"), Row("prose", "", "one", "раз")]]}
    assert len(validation_text(Selection({}, twice), RECIPE).pairs) == 1


def test_recall_counts_the_queries_whose_own_target_is_nearest() -> None:
    queries = np.eye(4, dtype=np.float32)
    targets = queries[[0, 1, 3, 2]]
    assert recall_at_1(queries, targets) == 0.5
    assert recall_at_1(queries[:0], targets[:0]) == 0.0


def test_an_encoder_that_sees_through_the_languages_finds_all_and_a_blind_one_little() -> None:
    text = validation_text(Selection({}, BLOCKS), RECIPE)

    def seeing(texts: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        keys = [text.replace(" en ", " ").replace(" ru ", " ") for text in texts]
        vectors = [np.random.default_rng(abs(hash(key)) % 2**32).normal(size=32) for key in keys]
        return np.array([each / np.linalg.norm(each) for each in vectors], np.float32)

    figures = validate(seeing, text, RECIPE, teach(seeing, text))
    assert figures["match en-ru"] == figures["match ru-en"] == 1.0
    assert figures["near ru"] == pytest.approx(1)
    assert {*figures} == {
        "match en-ru", "match ru-en", "find en-en", "find en-ru", "find ru-en", "find ru-ru",
        "near en", "near ru", "all",
    }  # fmt: skip

    def blind(texts: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        return np.ones((len(texts), 32), np.float32) / np.float32(32**0.5)

    assert validate(blind, text, RECIPE, teach(seeing, text))["all"] < 0.6
