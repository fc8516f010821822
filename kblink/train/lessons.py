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

_LEAST_ROUND = 4_096
_BATCHES = 16
"""Sentences are drawn, and sorted into batches, as many at once as fill so many batches, and no
fewer than the least; of passages an eighth."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """Examples by number, and the streams that they come in: of sentences, and where there are any
    of passages and of retrieval.

    `read` has the teacher read originals, before `taught` returns its vectors of them.
    """

    examples: Examples
    streams: dict[str, Stream]
    read: Callable[[Sequence[str]], None]
    taught: Callable[[Sequence[str]], Vectors]

    def prepare(self, kind: str, numbers: Numbers) -> None:
        """See to it that the teacher has read these examples, and of answers also the questions."""
        self.read(self._originals(numbers))
        if kind == RETRIEVAL:
            self.read(self._originals(self.examples.questions(numbers)))

    def vectors(self, numbers: Numbers) -> Vectors:
        """Return the teacher's vectors of examples, float32, shape (len(numbers), dimension)."""
        return self.taught(self._originals(numbers))

    def kind(self, step: int, recipe: Recipe) -> str:
        """Return the stream that the batch of a step is read from."""
        for kind, every in ((RETRIEVAL, recipe.retrieval.every), (PASSAGES, recipe.passages.every)):
            if kind in self.streams and step % every == every - 1:
                return kind
        return SENTENCES

    def _originals(self, numbers: Numbers) -> list[str]:
        return [self.examples.original(number) for number in numbers.tolist()]


SENTENCES, PASSAGES, RETRIEVAL = "sentences", "passages", "retrieval"


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
    groups = {
        SENTENCES: examples.sentences,
        PASSAGES: examples.passages if recipe.passages.every else (),
        RETRIEVAL: examples.retrieval if recipe.retrieval.every else (),
    }
    streams = {
        kind: _stream(examples, some, recipe, salt)
        for salt, (kind, some) in enumerate(groups.items())
        if some
    }
    return Lessons(examples, streams, read, taught)


def _stream(examples: Examples, groups: tuple[Group, ...], recipe: Recipe, salt: int) -> Stream:
    settings = recipe.distillation
    size = max(_LEAST_ROUND, _BATCHES * settings.most_pairs) // (8 if salt else 1)
    seed = 3 * recipe.seed + salt
    tokens, pairs = settings.batch_tokens, settings.most_pairs
    return Stream(groups, examples.lengths(), seed, tokens, pairs, size)
