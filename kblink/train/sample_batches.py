"""Which examples come when: a function of the seed and the place in the stream alone.

A training that goes on needs to remember no more than two numbers of each stream, and draws what
it would have drawn. The stream goes in rounds; in each, sources are drawn by their shares, every
example of a source once before any comes again, and what was drawn is put into batches of texts of
about one length.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import numpy.typing as npt

    from kblink.train.examples import Group

    Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stream:
    """Groups to draw from by their shares; batches hold at most so many tokens and pairs.

    `lengths` are the tokens of each example's longer side; a batch counts as padded to its longest.
    """

    groups: tuple[Group, ...]
    lengths: Numbers
    seed: int
    tokens: int
    pairs: int
    round_size: int

    def batches(self, round_number: int) -> list[Numbers]:
        """Return the batches of a round, as numbers of examples, in no order of length."""
        import numpy as np

        chance = np.random.default_rng([self.seed, round_number])
        drawn = np.concatenate([self._drawn(each, round_number) for each in self.groups])
        drawn = drawn[chance.permutation(len(drawn))]  # ties of length come in any order
        drawn = drawn[np.argsort(self.lengths[drawn], kind="stable")]
        batches = self._cut(drawn)
        # Within a batch, too: only a part of it is read in the teacher's language.
        return [chance.permutation(batches[at]) for at in chance.permutation(len(batches))]

    def _drawn(self, group: Group, round_number: int) -> Numbers:
        """The examples of a group that a round draws: the next ones of its endless sequence."""
        import numpy as np

        share = group.share / sum(each.share for each in self.groups) * self.round_size
        first, end = int(share * round_number), int(share * (round_number + 1))
        size = group.stop - group.start
        places = np.arange(first, end)
        found = [
            np.random.default_rng([self.seed, group.start, turn]).permutation(size)[
                places[places // size == turn] % size
            ]
            for turn in range(first // size, (end - 1) // size + 1)
        ]
        return np.concatenate([np.empty(0, np.int64), *found]) + group.start

    def _cut(self, drawn: Numbers) -> list[Numbers]:
        """Cut examples, sorted by length, where a batch is full."""
        batches: list[Numbers] = []
        start = 0
        for at in range(len(drawn) + 1):
            count = at - start + 1
            full = at == len(drawn) or (
                count > self.pairs or count * self.lengths[drawn[at]] > self.tokens
            )
            if full and at > start:
                batches.append(drawn[start:at])
                start = at
        return batches


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a stream: the batch of a round that comes next."""

    round_number: int = 0
    batch: int = 0


class Reader:
    """Reads a stream from a place on; `prepare` is given the examples of each round before it."""

    def __init__(self, stream: Stream, place: Place, prepare: Callable[[Numbers], None]) -> None:
        self._stream = stream
        self._prepare = prepare
        self.place = place
        self._batches: Sequence[Numbers] = ()
        self._open()

    def next(self) -> Numbers:
        """Return the next batch."""
        if self.place.batch >= len(self._batches):
            self.place = Place(self.place.round_number + 1)
            self._open()
        batch = self._batches[self.place.batch]
        self.place = Place(self.place.round_number, self.place.batch + 1)
        return batch

    def _open(self) -> None:
        import numpy as np

        self._batches = self._stream.batches(self.place.round_number)
        self._prepare(np.concatenate(self._batches))
