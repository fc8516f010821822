"""The parts of a step: losses, rates, what moves and what stands still."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from tiny_training import tiny_teacher

from kblink.train.bert import encode_all, load_bert, with_rows
from kblink.train.checkpoint import load_checkpoint, save_checkpoint
from kblink.train.export_student import mixed
from kblink.train.losses import contrast, distillation_losses, retrieval_loss
from kblink.train.rates import Rates, rates_at
from kblink.train.recipe import Distillation
from kblink.train.student import Student
from kblink.train.tokens import as_tokens

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = Distillation(steps=100, warm_steps=10, rising_steps=5, falls_from=0.5, last_rate=0.1)


def unit(*rows: list[float]) -> torch.Tensor:
    return torch.nn.functional.normalize(torch.tensor(rows, dtype=torch.float32), dim=1)


def test_the_loss_is_least_where_both_sides_are_the_teachers_vector() -> None:
    teacher = unit([1, 0, 0], [0, 1, 0], [0, 0, 1])
    turned = unit([1, 1, 0], [0, 1, 0], [0, 0, 1])
    best = distillation_losses(teacher, teacher[:2], teacher, SETTINGS)
    far = distillation_losses(turned, teacher[:2], teacher, SETTINGS)
    forgotten = distillation_losses(teacher, turned[:2], teacher, SETTINGS)
    assert float(best.total) < 0.01
    assert float(far.translations) == pytest.approx((1 - 0.5**0.5) / 3)
    assert float(forgotten.originals) == pytest.approx((1 - 0.5**0.5) / 2)
    assert float(far.total) > float(best.total)
    assert float(forgotten.total) > float(best.total)


def test_the_contrast_does_not_push_from_a_second_copy_of_the_same_text() -> None:
    keys = unit([1, 0], [1, 0], [0, 1])
    assert float(contrast(keys, keys, 0.05)) < 0.01


def test_rates_begin_with_the_rows_alone_then_rise_stay_and_fall() -> None:
    rates = [rates_at(step, SETTINGS) for step in range(100)]
    assert rates[9] == Rates(SETTINGS.warm_rate, 0.0)
    assert 0 < rates[10].body < rates[13].body < SETTINGS.body_rate
    assert rates[14].body == rates[50].body == SETTINGS.body_rate
    assert rates[51].body > rates[75].body > rates[99].body > 0.1 * SETTINGS.body_rate
    assert rates_at(100, SETTINGS).pieces == pytest.approx(0.1 * SETTINGS.pieces_rate)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_teacher(tmp_path_factory.mktemp("learning") / "teacher").folder


def tiny_student(folder: Path, *, old_rows: int = 10) -> Student:
    rows = np.random.default_rng(0).normal(size=(40, 32)).astype(np.float32)
    return Student(with_rows(load_bert(folder), rows, 0), old_rows, SETTINGS, bf16=False)


TEXTS = as_tokens([np.array([1, 5, 20, 2], np.int32), np.array([1, 30, 2], np.int32)])


def learn(student: Student, rates: Rates) -> dict[str, torch.Tensor]:
    """The weights before a step."""
    before = {name: each.detach().clone() for name, each in student.model.named_parameters()}
    student.set_rates(rates)
    vectors = student.vectors(TEXTS)
    student.learn((vectors - vectors.detach().roll(1, 1)).pow(2).sum())
    return before


def test_at_first_only_new_rows_move(folder: Path) -> None:
    student = tiny_student(folder)
    before = learn(student, Rates(1e-2, 0.0))
    table = "embeddings.word_embeddings.weight"
    for name, each in student.model.named_parameters():
        if name != table:
            assert torch.equal(each, before[name])
    moved = (student.model.embeddings.word_embeddings.weight != before[table]).any(1)
    assert moved.nonzero().flatten().tolist() == [20, 30]


def test_then_all_weights_move_but_rows_that_a_batch_does_not_hold(folder: Path) -> None:
    student = tiny_student(folder)
    before = learn(student, Rates(1e-2, 1e-3))
    moved = {
        name for name, each in student.model.named_parameters() if (each != before[name]).any()
    }
    assert "encoder.layer.1.output.dense.weight" in moved
    table = "embeddings.word_embeddings.weight"
    rows = (student.model.embeddings.word_embeddings.weight != before[table]).any(1)
    assert rows.nonzero().flatten().tolist() == [1, 2, 5, 20, 30]


def test_the_average_follows_the_weights(folder: Path) -> None:
    student = tiny_student(folder)
    learn(student, Rates(1e-2, 1e-2))
    name = "encoder.layer.0.output.dense.weight"
    now = student.model.get_parameter(name).detach()
    away = float((student.averaged_weights()[name] - now).abs().max())
    for _ in range(200):
        student.average()
    assert float((student.averaged_weights()[name] - now).abs().max()) < 0.05 * away


def test_a_restored_student_learns_as_the_first_would_have(folder: Path, tmp_path: Path) -> None:
    first, second = tiny_student(folder), tiny_student(folder)
    learn(first, Rates(1e-2, 1e-3))
    first.average()
    save_checkpoint(tmp_path, {"step": 1} | first.state())
    second.restore(load_checkpoint(tmp_path) or {})
    for student in (first, second):
        learn(student, Rates(1e-2, 1e-3))
    for name, each in first.model.named_parameters():
        assert torch.equal(each, second.model.get_parameter(name))


def test_a_vector_does_not_depend_on_the_texts_beside_it(folder: Path) -> None:
    model = load_bert(folder)
    together = encode_all(model, TEXTS, bf16=False)
    alone = np.concatenate(
        [encode_all(model, TEXTS.take(np.array([at])), bf16=False) for at in range(2)]
    )
    assert np.allclose(together, alone, atol=1e-6)
    assert np.allclose(np.linalg.norm(together, axis=1), 1)


def test_a_gradient_is_clipped(folder: Path) -> None:
    student = tiny_student(folder)
    clipped = replace(SETTINGS, clip=1e-12, weight_decay=0.0)
    still = Student(student.model, 10, clipped, bf16=False)
    before = learn(still, Rates(0.0, 1e-6))
    name = "encoder.layer.0.output.dense.weight"
    assert torch.allclose(still.model.get_parameter(name), before[name], atol=1e-5)


def test_ranking_answers_as_the_teacher_does_costs_nothing_in_any_language() -> None:
    questions, answers = unit([1, 0.2], [0.1, 1]), unit([1, 0], [0, 1])
    both = torch.cat([questions] * 2), torch.cat([answers] * 2)
    assert float(retrieval_loss(*both, questions, answers, 0.1)) == pytest.approx(0, abs=1e-6)
    turned = torch.cat([questions, questions.flip(0)])
    assert float(retrieval_loss(turned, both[1], questions, answers, 0.1)) > 0.5


def test_an_answer_that_the_teacher_finds_as_good_is_no_negative() -> None:
    questions, answers = unit([1, 0], [1, 0]), unit([1, 0.1], [1, -0.1])
    assert float(retrieval_loss(questions, answers, questions, answers, 0.1)) == pytest.approx(
        0, abs=1e-6
    )


def test_a_share_of_the_teacher_goes_into_all_but_the_new_rows() -> None:
    table, other = "embeddings.word_embeddings.weight", "encoder.weight"
    student = {table: torch.ones(4, 2), other: torch.ones(2)}
    begun = {table: torch.zeros(4, 2), other: torch.zeros(2)}
    found = mixed(student, begun, 3, 0.25)
    assert found[table].tolist() == [[0.75, 0.75]] * 3 + [[1.0, 1.0]]
    assert found[other].tolist() == [0.75, 0.75]
    assert student[other].tolist() == [1.0, 1.0]


def test_a_dense_gradient_moves_new_rows_alone_at_first(folder: Path) -> None:
    model = with_rows(load_bert(folder), np.ones((40, 32), np.float32), 0)
    model.embeddings.word_embeddings = torch.nn.Embedding(40, 32)
    student = Student(model, 10, SETTINGS, bf16=False)
    before = learn(student, Rates(1e-2, 0.0))
    table = "embeddings.word_embeddings.weight"
    moved = (model.embeddings.word_embeddings.weight != before[table]).any(1)
    assert moved.nonzero().flatten().tolist() == [20, 30]
