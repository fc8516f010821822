"""What a student learns from: examples, the order that they come in, the teacher's vectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.train.examples import make_examples
from kblink.train.sample_batches import Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import numpy.typing as npt
    from tokenizers import Tokenizer

    from kblink.train.examples import Examples, Group
    from kblink.train.recipe import Recipe
    from kblink.train.select_rows import Selection

    Numbers = npt.NDArray[np.int64]
    Vectors = npt.NDArray[np.float32]

_ROUND = 4_096
"""Sentences that are drawn and sorted into batches at once; of passages an eighth."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """Examples by number, and the streams that they come in; without passages, one.

    `read` has the teacher read originals, before `taught` returns its vectors of them.
    """

    examples: Examples
    streams: dict[str, Stream]
    read: Callable[[Sequence[str]], None]
    taught: Callable[[Sequence[str]], Vectors]

    def prepare(self, numbers: Numbers) -> None:
        """See to it that the teacher has read these examples."""
        self.read(self._originals(numbers))

    def vectors(self, numbers: Numbers) -> Vectors:
        """Return the teacher's vectors of examples, float32, shape (len(numbers), dimension)."""
        return self.taught(self._originals(numbers))

    def _originals(self, numbers: Numbers) -> list[str]:
        return [self.examples.originals[number] for number in numbers]


def make_lessons(
    selection: Selection,
    recipe: Recipe,
    tokenizer: Tokenizer,
    window: int,
    read: Callable[[Sequence[str]], None],
    taught: Callable[[Sequence[str]], Vectors],
) -> Lessons:
    """Return the lessons of a selection; `tokenizer` is the student's, and cuts at `window`."""
    examples = make_examples(selection, tokenizer, recipe, window)
    streams = {"sentences": _stream(examples, examples.sentences, recipe, _ROUND, salt=0)}
    if examples.passages and recipe.passages.every:
        streams["passages"] = _stream(examples, examples.passages, recipe, _ROUND // 8, salt=1)
    return Lessons(examples, streams, read, taught)


def _stream(
    examples: Examples, groups: tuple[Group, ...], recipe: Recipe, size: int, *, salt: int
) -> Stream:
    settings = recipe.distillation
    seed = 2 * recipe.seed + salt
    tokens, pairs = settings.batch_tokens, settings.most_pairs
    return Stream(groups, examples.lengths(), seed, tokens, pairs, size)
