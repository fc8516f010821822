from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_training import tiny_recipe, tiny_teacher, write_text

from kblink.train.examples import Group, make_examples
from kblink.train.extend_vocabulary import load_tokenizer
from kblink.train.make_passages import cut_passages
from kblink.train.read_rows import read_rows
from kblink.train.recipe import Passages
from kblink.train.sample_batches import Place, Reader, Stream
from kblink.train.select_rows import select_rows
from kblink.train.tokens import tokenise

if TYPE_CHECKING:
    from pathlib import Path

LENGTHS = np.random.default_rng(0).integers(3, 40, 300)
GROUPS = (Group("often", 0, 100, 300.0), Group("once", 100, 300, 200.0))
STREAM = Stream(GROUPS, LENGTHS, seed=7, tokens=200, pairs=16, round_size=50)


def drawn(rounds: range) -> list[int]:
    return [int(each) for at in rounds for batch in STREAM.batches(at) for each in batch]


def test_sources_are_drawn_by_their_shares_and_all_their_examples_before_any_again() -> None:
    found = Counter(drawn(range(10)))  # 500 draws: one pass
    assert {found[each] for each in range(100)} == {3}
    assert {found[each] for each in range(100, 300)} == {1}


def test_a_batch_is_of_texts_of_about_one_length_and_keeps_to_its_limits() -> None:
    for batch in STREAM.batches(0):
        assert len(batch) <= 16
        assert len(batch) * LENGTHS[batch].max() <= 200
    spreads = [np.ptp(LENGTHS[batch]) for batch in STREAM.batches(0)]
    assert np.mean(spreads) < 8


def test_a_text_longer_than_a_batch_comes_alone() -> None:
    stream = replace(STREAM, tokens=10)
    assert all(len(batch) == 1 for batch in stream.batches(0) if LENGTHS[batch].max() > 10)


@given(st.integers(0, 40))
def test_a_reader_that_goes_on_from_its_place_reads_what_it_would_have_read(read: int) -> None:
    whole = Reader(STREAM, Place(), lambda _: None)
    for _ in range(read):
        whole.next()
    resumed = Reader(STREAM, whole.place, lambda _: None)
    for _ in range(15):
        assert resumed.next().tolist() == whole.next().tolist()
    assert resumed.place == whole.place


def test_a_round_is_prepared_before_it_is_read() -> None:
    prepared: set[int] = set()
    reader = Reader(STREAM, Place(), lambda some: prepared.update(some.tolist()))
    for _ in range(30):
        assert set(reader.next().tolist()) <= prepared


@given(st.lists(st.integers(1, 60), max_size=60), st.integers(0, 100))
def test_passages_are_runs_of_rows_within_their_lengths(lengths: list[int], seed: int) -> None:
    settings = Passages(shortest=20, longest=90)
    end = 0
    for run in cut_passages(lengths, settings, np.random.default_rng(seed)):
        assert run.start >= end
        assert len(run) > 1
        assert 20 <= sum(lengths[each] for each in run) <= 90
        end = run.stop
    assert end <= len(lengths)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("examples")


def test_passages_are_rows_joined_on_both_sides_and_cut_as_text_would_be(folder: Path) -> None:
    text = write_text(folder / "text")
    recipe = tiny_recipe()
    selection = select_rows(read_rows(text, recipe), text, recipe)
    teacher = tiny_teacher(folder / "teacher")
    tokenizer = load_tokenizer(teacher.tokenizer, teacher.window)
    examples = make_examples(selection, tokenizer, recipe, teacher.window)
    assert [group.name for group in examples.passages] == ["prose"]
    assert [group.name for group in examples.sentences] == ["prose", "lists"]
    again = tokenise([examples.original(at) for at in range(len(examples))], tokenizer)
    assert np.array_equal(again.ids, examples.original_tokens.ids)
    assert np.array_equal(again.starts, examples.original_tokens.starts)
    (group,) = examples.passages
    assert group.stop == len(examples) - len(examples.answers)
    assert group.start == examples.sentences[-1].stop
    assert examples.translation_tokens.lengths().max() <= teacher.window


def test_an_answer_is_what_follows_on_its_question_in_a_passage(folder: Path) -> None:
    text = write_text(folder / "text")
    recipe = replace(tiny_recipe(), passages=Passages(shortest=60, longest=400))
    selection = select_rows(read_rows(text, recipe), text, recipe)
    teacher = tiny_teacher(folder / "teacher")
    examples = make_examples(
        selection, load_tokenizer(teacher.tokenizer, teacher.window), recipe, teacher.window
    )
    (group,) = examples.retrieval
    assert group.stop == len(examples)
    passages = {examples.original(at) for at in range(group.start) if at >= len(examples.rows)}
    numbers = np.arange(group.start, group.stop)
    for number, question in zip(numbers, examples.questions(numbers), strict=True):
        whole = f"{examples.rows[question]} {examples.original(int(number))}"
        assert whole in passages
