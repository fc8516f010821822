"""All pairs of texts that a training draws from: sentences and passages, grouped by source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.train.make_passages import cut_passages
from kblink.train.select_rows import text_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt
    from tokenizers import Tokenizer

    from kblink.train.recipe import Recipe
    from kblink.train.select_rows import Selection

_CHUNK = 10_000
_MARKS = 2
"""`[CLS]` and `[SEP]`."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Piece numbers of many texts, end to end: those of text i lie from starts[i] to
    starts[i + 1]. int32 and int64."""

    ids: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]

    def lengths(self) -> npt.NDArray[np.int64]:
        """Return how many pieces each text has, with the marks at its ends."""
        return self.starts[1:] - self.starts[:-1]

    def text(self, number: int) -> npt.NDArray[np.int32]:
        """Return the piece numbers of one text."""
        return self.ids[self.starts[number] : self.starts[number + 1]]


@dataclass(frozen=True, slots=True)
class Group:
    """The examples from `start` to `stop`, of which `share` are drawn in a pass over all."""

    name: str
    start: int
    stop: int
    share: float


@dataclass(frozen=True, slots=True)
class Examples:
    """Pairs of texts: both sides as pieces of the student, originals as text for the teacher."""

    originals: list[str]
    original_tokens: Tokens
    translation_tokens: Tokens
    sentences: tuple[Group, ...]
    passages: tuple[Group, ...]

    def lengths(self) -> npt.NDArray[np.int64]:
        """Return the pieces of each example's longer side."""
        import numpy as np

        return np.maximum(self.original_tokens.lengths(), self.translation_tokens.lengths())


def make_examples(
    selection: Selection, tokenizer: Tokenizer, recipe: Recipe, window: int
) -> Examples:
    """Gather the examples of a selection; `tokenizer` is the student's, and cuts at `window`."""
    import numpy as np

    rows = selection.learned()
    originals = tokenise([row.original for row in rows], tokenizer)
    translations = tokenise([row.translation for row in rows], tokenizer)
    lengths = np.maximum(originals.lengths(), translations.lengths()) - _MARKS
    sentences: list[Group] = []
    passages: list[Group] = []
    runs: list[range] = []
    at = 0
    for name, blocks in selection.train.items():
        start, first = at, len(runs)
        for block in blocks:
            runs.extend(_runs(name, range(at, at + len(block)), lengths, recipe))
            at += len(block)
        times = recipe.source(name).times
        sentences.append(Group(name, start, at, (at - start) * times))
        if len(runs) > first:
            share = (len(runs) - first) * times / recipe.passages.cuts
            passages.append(Group(name, len(rows) + first, len(rows) + len(runs), share))
    return Examples(
        [row.original for row in rows]
        + [" ".join(rows[number].original for number in run) for run in runs],
        _with_joined(originals, runs, window),
        _with_joined(translations, runs, window),
        tuple(sentences),
        tuple(passages),
    )


def tokenise(texts: Sequence[str], tokenizer: Tokenizer) -> Tokens:
    """Cut texts into pieces, some thousands at a time."""
    import numpy as np

    ids: list[npt.NDArray[np.int32]] = []
    for at in range(0, len(texts), _CHUNK):
        found = tokenizer.encode_batch_fast(texts[at : at + _CHUNK])
        ids.extend(np.array(each.ids, np.int32) for each in found)
    starts = np.cumsum([0, *map(len, ids)], dtype=np.int64)
    return Tokens(np.concatenate([np.empty(0, np.int32), *ids]), starts)


def _with_joined(tokens: Tokens, runs: Sequence[range], window: int) -> Tokens:
    """Add the texts of runs, joined by a space: their pieces are those of the parts, for words end
    there; only the marks between go."""
    import numpy as np

    joined = []
    for run in runs:
        parts = [tokens.text(number) for number in run]
        inner = np.concatenate([part[1:-1] for part in parts])[: window - _MARKS]
        joined.append(np.concatenate((parts[0][:1], inner, parts[0][-1:])))
    starts = np.cumsum([tokens.starts[-1], *map(len, joined)], dtype=np.int64)
    return Tokens(
        np.concatenate([tokens.ids, *joined]), np.concatenate((tokens.starts, starts[1:]))
    )


def _runs(name: str, block: range, lengths: npt.NDArray[np.int64], recipe: Recipe) -> list[range]:
    """The passages of a block, by the numbers of their rows; each cut differs."""
    import numpy as np

    if not recipe.source(name).passages:
        return []
    some = lengths[block.start : block.stop].tolist()
    runs: list[range] = []
    for cut in range(recipe.passages.cuts):
        chance = np.random.default_rng([recipe.seed, text_hash(name), block.start, cut])
        runs.extend(
            range(block.start + run.start, block.start + run.stop)
            for run in cut_passages(some, recipe.passages, chance)
        )
    return runs
