"""A model in single precision is measured with the same prompts and window as the shipped one."""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from encoder import (
    PARTS,
    folder_megabytes,
    interleaved_seconds,
    mean_tokens,
    some_of,
)
from encoder_engines import FORMS, build_form, named_model
from encoder_report import Column
from tiny_models import save_model

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.model import TextKind

TEXTS = ["Attention lets tokens look at tokens.", "Как измерить полноту?", "many words " * 100]
PROMPTS = {"query": "attention ", "document": "recall "}  # words that it knows


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_model("bert", tmp_path_factory.mktemp("bert") / "tiny", prompts=PROMPTS)


@pytest.mark.parametrize("kind", ["passage", "query"])
def test_both_forms_give_nearly_the_same_vectors(tiny: Path, kind: TextKind) -> None:
    shipped, fp32 = (build_form(form, str(tiny)).encode(TEXTS, kind=kind) for form in FORMS)
    assert (shipped * fp32).sum(axis=1).min() > 0.98
    np.testing.assert_allclose(np.linalg.norm(fp32, axis=1), 1, rtol=1e-5)
    other: TextKind = "query" if kind == "passage" else "passage"
    assert np.abs(build_form("fp32", str(tiny)).encode(TEXTS, kind=other) - fp32).max() > 0.01


def test_tokens_are_counted_beyond_the_window(tiny: Path) -> None:
    model = named_model(str(tiny))
    counted = mean_tokens(model, TEXTS[2:])
    assert counted is not None
    assert counted >= 202 > model.identity.max_length


def test_a_model_is_as_large_as_the_files_of_its_folder(tiny: Path) -> None:
    size = sum(file.stat().st_size for file in tiny.rglob("*") if file.is_file())
    assert folder_megabytes(named_model(str(tiny))) == size / 1e6


def test_seconds_are_those_of_processes_that_take_turns(tiny: Path) -> None:
    columns = [Column("tiny", str(tiny), form, place) for place, form in enumerate(FORMS)]
    options = Namespace(cores="1", rounds=2)
    seconds = interleaved_seconds(columns, [f"text {number}" for number in range(300)], options)
    assert len(seconds) == 2
    assert min(seconds) > 0


def test_parts_are_named_with_commas_between() -> None:
    assert some_of(PARTS)("notes,cost") == ["notes", "cost"]
    with pytest.raises(ArgumentTypeError, match="not is none of rust-book"):
        some_of(PARTS)("not")
