"""All pairs of texts that a training draws from: sentences, passages, and answers to sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.train.make_passages import cut_passages
from kblink.train.select_rows import text_hash
from kblink.train.tokens import Tokens, ends, spans, tokenise

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from tokenizers import Tokenizer

    from kblink.train.recipe import Recipe
    from kblink.train.select_rows import Selection

    Numbers = npt.NDArray[np.int64]

_MARKS = 2
"""`[CLS]` and `[SEP]`."""


@dataclass(frozen=True, slots=True)
class Group:
    """The examples from `start` to `stop`, of which `share` are drawn in a pass over all."""

    name: str
    start: int
    stop: int
    share: float


@dataclass(frozen=True, slots=True)
class Examples:
    """Pairs of texts, numbered: first the rows, then passages, which are the rows from `firsts` to
    `stops`, then for each passage of `answers` what follows on its first row, the question.

    Both sides are pieces of the student; originals are also text, for the teacher.
    """

    rows: list[str]
    firsts: Numbers
    stops: Numbers
    answers: Numbers
    original_tokens: Tokens
    translation_tokens: Tokens
    sentences: tuple[Group, ...]
    passages: tuple[Group, ...]
    retrieval: tuple[Group, ...]

    def __len__(self) -> int:
        return len(self.original_tokens)

    def original(self, number: int) -> str:
        """Return the original of an example as text."""
        passages = len(self.rows) + len(self.firsts)
        if number < len(self.rows):
            return self.rows[number]
        if number < passages:
            run = number - len(self.rows)
            return " ".join(self.rows[self.firsts[run] : self.stops[run]])
        run = int(self.answers[number - passages])
        return " ".join(self.rows[self.firsts[run] + 1 : self.stops[run]])

    def questions(self, numbers: Numbers) -> Numbers:
        """Return the numbers of the rows that these answers follow on."""
        return self.firsts[self.answers[numbers - len(self.rows) - len(self.firsts)]]

    def lengths(self) -> Numbers:
        """Return the pieces of each example's longer side."""
        import numpy as np

        return np.maximum(self.original_tokens.lengths(), self.translation_tokens.lengths())


def make_examples(
    selection: Selection, tokenizer: Tokenizer, recipe: Recipe, window: int
) -> Examples:
    """Gather the examples of a selection; `tokenizer` is the student's, and cuts at `window`."""
    import numpy as np

    rows = selection.learned()
    sides = [
        tokenise([row.original for row in rows], tokenizer),
        tokenise([row.translation for row in rows], tokenizer),
    ]
    lengths = np.maximum(sides[0].lengths(), sides[1].lengths()) - _MARKS
    sentences: list[Group] = []
    by_source: dict[str, list[range]] = {}
    at = 0
    for name, blocks in selection.train.items():
        start = at
        runs: list[range] = []
        for block in blocks:
            runs.extend(_runs(name, range(at, at + len(block)), lengths, recipe))
            at += len(block)
        sentences.append(Group(name, start, at, (at - start) * recipe.source(name).times))
        by_source[name] = runs
    whole = [run for runs in by_source.values() for run in runs]
    firsts = np.array([run.start for run in whole], np.int64)
    stops = np.array([run.stop for run in whole], np.int64)
    answers = np.flatnonzero(stops - firsts >= _LEAST_ROWS)
    long = {
        name: [run for run in runs if len(run) >= _LEAST_ROWS] for name, runs in by_source.items()
    }
    originals, translations = (_with_joined(each, firsts, stops, answers, window) for each in sides)
    return Examples(
        [row.original for row in rows],
        firsts,
        stops,
        answers,
        originals,
        translations,
        tuple(sentences),
        _groups(by_source, len(rows), recipe),
        _groups(long, len(rows) + len(whole), recipe),
    )


_LEAST_ROWS = 3
"""Rows of a passage whose first one is a question: of two, one would answer the other."""


def _groups(runs: dict[str, list[range]], first: int, recipe: Recipe) -> tuple[Group, ...]:
    """Number runs from `first` on, source after source; those without any are left out."""
    groups = []
    for name, some in runs.items():
        if some:
            share = len(some) * recipe.source(name).times / recipe.passages.cuts
            groups.append(Group(name, first, first + len(some), share))
            first += len(some)
    return tuple(groups)


def _with_joined(
    tokens: Tokens, firsts: Numbers, stops: Numbers, answers: Numbers, window: int
) -> Tokens:
    """Add the texts of runs of rows, joined by a space, and those of answers: their pieces are
    those of the rows, for words end there; only the marks between go."""
    import numpy as np

    inner = np.ones(len(tokens.ids), bool)
    inner[tokens.starts[:-1]] = inner[tokens.starts[1:] - 1] = False
    edges = tokens.starts - _MARKS * np.arange(len(tokens.starts))
    starts = edges[np.concatenate((firsts, firsts[answers] + 1))]
    lengths = edges[np.concatenate((stops, stops[answers]))] - starts
    lengths = np.minimum(lengths, window - _MARKS)
    joined = ends(lengths + _MARKS)
    ids = np.empty(joined[-1], np.int32)
    between = np.ones(len(ids), bool)
    between[joined[:-1]] = between[joined[1:] - 1] = False
    ids[between] = tokens.ids[inner][spans(starts, lengths)]
    if len(tokens):
        ids[joined[:-1]], ids[joined[1:] - 1] = tokens.ids[0], tokens.ids[-1]
    return Tokens(
        np.concatenate((tokens.ids, ids)),
        np.concatenate((tokens.starts, tokens.starts[-1] + joined[1:])),
    )


def _runs(name: str, block: range, lengths: Numbers, recipe: Recipe) -> list[range]:
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
