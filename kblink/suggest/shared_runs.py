"""Which notes share runs of words, and how much of each stands in the other.

A run is four words in a row (a "shingle"). Two notes on the same subject share next to none; two
versions of one text share most, whatever order their passages are in.

Source: Broder, "On the resemblance and containment of documents", Compression and Complexity of
Sequences (1997). There a sample of the runs stands for all of them; here all are compared, since
sorting them costs less than to read the notes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

RUN = 4
"""Words of a run."""
_MOST_HOLDERS = 8
"""Notes that share a run up to which each is compared with each; of more, neighbours in the order
of the notes are, so that what very many notes share costs no more than what it is."""
_PRIME = 0x9E3779B97F4A7C15


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """The runs of words of all notes, note after note: uint64 of shape (runs,); `bounds`, shape
    (notes + 1,), has the first run of each note, and the end; `words` how many words each has."""

    runs: npt.NDArray[np.uint64]
    bounds: npt.NDArray[np.int64]
    words: npt.NDArray[np.int64]

    def of(self, note: int) -> npt.NDArray[np.uint64]:
        """Return the runs of one note in their order."""
        return self.runs[self.bounds[note] : self.bounds[note + 1]]


def runs_of(notes: Sequence[Sequence[str]]) -> Runs:
    """Number the words of all notes and hash their runs; a note of fewer words than a run has none.

    Two different runs have the same hash with a chance of 2^-64.
    """
    import numpy as np

    numbers: dict[str, int] = {}
    words = np.fromiter(
        (numbers.setdefault(word, len(numbers)) for note in notes for word in note), dtype=np.uint64
    )
    lengths = np.asarray([len(note) for note in notes], dtype=np.int64)
    starts = np.concatenate(([0], np.cumsum(lengths)))[:-1]
    counts = np.maximum(lengths - RUN + 1, 0)
    bounds = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    # Where each run begins among the words: those that would cross into the next note are no runs.
    first = np.arange(bounds[-1]) + np.repeat(starts - bounds[:-1], counts)
    hashed = np.zeros(len(first), dtype=np.uint64)
    for place in range(RUN):
        hashed = _mixed(hashed * np.uint64(_PRIME) + words[first + place] + np.uint64(1))
    return Runs(hashed, bounds, lengths)


def shared_words(
    runs: Runs, first: int, second: int
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return which words of each note stand in the other, in runs of four at least."""
    import numpy as np

    one, other = runs.of(first), runs.of(second)
    return (
        _covered(np.isin(one, other), int(runs.words[first])),
        _covered(np.isin(other, one), int(runs.words[second])),
    )


def _covered(shared: npt.NDArray[np.bool_], words: int) -> npt.NDArray[np.bool_]:
    """Which of the words of a note one of its `shared` runs goes over."""
    import numpy as np

    covered = np.zeros(words, dtype=bool)
    for place in range(RUN):
        covered[place : place + len(shared)] |= shared
    return covered


def candidate_pairs(runs: Runs, least: float) -> list[tuple[int, int]]:
    """Return the pairs of notes of which one may have the share `least` of its words in the other,
    the smaller number first, in order. The cost grows with the runs, not with the pairs of notes.

    A run that is shared covers four words at the most, so a quarter of the share is enough; half of
    that is asked for, since runs of very many notes are not counted for all of them.
    """
    import numpy as np

    notes = len(runs.words)
    holder = np.repeat(np.arange(notes, dtype=np.int64), np.diff(runs.bounds))
    order = np.lexsort((holder, runs.runs))
    hashes, holders = runs.runs[order], holder[order]
    new = np.ones(len(hashes), dtype=bool)
    new[1:] = (hashes[1:] != hashes[:-1]) | (holders[1:] != holders[:-1])
    hashes, holders = hashes[new], holders[new]  # a run that a note has twice counts once
    _, group, sizes = np.unique(hashes, return_inverse=True, return_counts=True)
    size = sizes[group]
    codes = []
    for step in range(1, _MOST_HOLDERS):
        same = hashes[step:] == hashes[:-step]
        if step > 1:
            same &= size[step:] <= _MOST_HOLDERS
        codes.append(holders[:-step][same] * notes + holders[step:][same])
    pairs, shared = np.unique(np.concatenate(codes), return_counts=True)
    one, other = np.divmod(pairs, max(notes, 1))
    own = np.bincount(holders, minlength=notes)
    kept = shared >= least / (2 * RUN) * np.minimum(own[one], own[other])
    return list(zip(one[kept].tolist(), other[kept].tolist(), strict=True))


def _mixed(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Spread the bits of numbers that are near each other: the finaliser of SplitMix64 (Steele,
    Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014)."""
    import numpy as np

    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
