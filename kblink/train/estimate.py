"""What a training will need, told before it begins."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from kblink.train.bert import unit_vectors
from kblink.train.tokens import Tokens, ends

if TYPE_CHECKING:
    from kblink.train.recipe import Recipe
    from kblink.train.select_rows import Selection

_MEASURED = 3
"""Batches that speed is measured on; one more goes before, unmeasured."""
_TOKENS = 24
"""Of a text in them: about a sentence."""
_COPIES = 4
"""Of each weight in a checkpoint: itself, its average, and the two moments of Adam."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Rows by use, weights of the student, bytes of model and checkpoints, steps and seconds.

    `passes` is how often the sentences are gone through, each source by its share.
    """

    rows: int
    held_out: int
    weights: int
    model_bytes: int
    work_bytes: int
    steps: int
    passes: float
    tokens_per_second: float
    seconds: float


def estimate(
    selection: Selection,
    recipe: Recipe,
    model: Any,  # noqa: ANN401 - a BERT of transformers, the teacher
    *,
    bf16: bool,
) -> Estimate:
    """Return what a training needs; a few batches of the teacher's size are computed for it.

    Batches are taken as full, and the new pieces as coming on top of all of the teacher's.
    """
    settings = recipe.distillation
    rows = sum(len(block) for blocks in selection.train.values() for block in blocks)
    held_out = sum(len(block) for blocks in selection.held_out.values() for block in blocks)
    drawn = sum(
        sum(map(len, blocks)) * recipe.source(name).times
        for name, blocks in selection.train.items()
    )
    weights = sum(each.numel() for each in model.parameters())
    weights += recipe.vocabulary.pieces * model.config.hidden_size
    speed = measure_speed(model, settings.batch_tokens, bf16=bf16)
    tokens = settings.steps * settings.batch_tokens * (1 + settings.original_share)
    pairs = settings.steps * min(settings.most_pairs, settings.batch_tokens / _TOKENS)
    vectors = 2 * model.config.hidden_size * rows
    return Estimate(
        rows=rows,
        held_out=held_out,
        weights=weights,
        model_bytes=4 * weights,
        work_bytes=(2 * _COPIES + 2) * 4 * weights + vectors,
        steps=settings.steps,
        passes=pairs / drawn,
        tokens_per_second=speed,
        seconds=tokens / speed,
    )


def measure_speed(model: Any, tokens: int, *, bf16: bool) -> float:  # noqa: ANN401 - as above
    """Return how many tokens a second are learned from, in batches of sentences."""
    import numpy as np

    chance = np.random.default_rng(0)
    texts = max(1, tokens // _TOKENS)
    ids = chance.integers(0, model.config.vocab_size, texts * _TOKENS, dtype=np.int32)
    batch = Tokens(ids, ends(np.full(texts, _TOKENS)))
    began = perf_counter()
    for turn in range(_MEASURED + 1):
        began = perf_counter() if turn == 1 else began
        unit_vectors(model, batch, bf16=bf16).sum().backward()  # type: ignore[no-untyped-call]  # torch's own
        model.zero_grad()
    return _MEASURED * len(ids) / (perf_counter() - began)
