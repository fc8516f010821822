"""What is compared of notes: their passages, words, headings and names, as rows of arrays."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kblink.related.best_pairs import PassageVectors, passage_vectors
from kblink.related.name_mentions import find_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

    from kblink.related.name_mentions import NameMentions

_NAME_WEIGHT = 3
"""Times that a note's name counts among its words."""
_MOST_TELLING = 40
"""Words of a note that stand for it: those with the greatest frequency times rarity."""
_FULL_SHARE = 600
"""Characters up to which a passage's say in its note grows with its length."""
_K1, _B = 1.2, 0.75


class NoteText(NamedTuple):
    """What a note says, as folded and stemmed words: its `names`, that of its file first, the words
    of its `headings`, and all of its `words` in order, but for its name."""

    names: tuple[tuple[str, ...], ...]
    headings: tuple[str, ...]
    words: tuple[str, ...]


class NoteVectors(NamedTuple):
    """A note's passages as unit rows, float32 of shape (passages, dimension), with the `lengths` of
    their texts in characters, and the vector of its `title`, shape (dimension,)."""

    passages: npt.NDArray[np.float32]
    lengths: Sequence[int]
    title: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Numbers by note and term: those of note i stand at `bounds[i]:bounds[i + 1]` of `terms`,
    int64, and `values`, float64."""

    terms: npt.NDArray[np.int64]
    values: npt.NDArray[np.float64]
    bounds: npt.NDArray[np.int64]

    def of(self, note: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Return terms and values of a note."""
        first, last = self.bounds[note : note + 2]
        return self.terms[first:last], self.values[first:last]

    def dot(self, lookup: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return for each note the sum of its values times what `lookup`, shape (terms,), has for
        their terms; shape (notes,)."""
        return _summed(self.values * lookup.take(self.terms), self.bounds)

    def take(self, notes: npt.NDArray[np.int64]) -> Rows:
        """Return the rows of some notes."""
        places, bounds = gathered(self.bounds, notes)
        return Rows(self.terms[places], self.values[places], bounds)


@dataclass(frozen=True, slots=True, eq=False)
class Profiles:
    """Notes, by number, as they are compared; every array has a row for each.

    Of words: `weighted` has the unit tf-idf vectors, `scored` the BM25 weights, `telling` how often
    the note has its few telling words, `present` what it has at all, `named` and `headed` the words
    of its names and of its headings and names, as shares of their rarity, `name_vectors` and
    `heading_vectors` the same as unit vectors. `mentions` are the names of other notes in its text.
    """

    passages: PassageVectors
    shares: npt.NDArray[np.float32]
    means: npt.NDArray[np.float32]
    firsts: npt.NDArray[np.float32]
    titles: npt.NDArray[np.float32]
    weighted: Rows
    scored: Rows
    telling: Rows
    present: Rows
    named: Rows
    headed: Rows
    name_vectors: Rows
    heading_vectors: Rows
    mentions: NameMentions
    lengths: npt.NDArray[np.float64]
    vocabulary: int

    def __len__(self) -> int:
        return len(self.means)


class Rarity(NamedTuple):
    """How many texts there are, and how many of them have each word."""

    texts: int
    having: Mapping[str, int]


def rarity_of(notes: Iterable[NoteText]) -> Rarity:
    """Count in how many of some notes each word stands."""
    having: Counter[str] = Counter()
    total = 0
    for note in notes:
        having.update({*note.words, *note.headings, *note.names[0]})
        total += 1
    return Rarity(total, having)


def make_profiles(
    notes: Sequence[NoteText], vectors: Sequence[NoteVectors], rarity: Rarity
) -> Profiles:
    """Bring notes, one at least, into the form in which they are compared.

    A note without passages has one that is like nothing. Sources: BM25 as in Robertson, Zaragoza,
    "The probabilistic relevance framework: BM25 and beyond", 2009, with k1 = 1.2 and b = 0.75; the
    choice of telling words as in Lucene's "more like this".
    """
    import numpy as np

    number: dict[str, int] = {}
    counted = []
    for note in notes:
        counts = _counts(note)
        for word in (*counts, *(word for name in note.names for word in name)):
            number.setdefault(word, len(number))
        counted.append(
            (
                np.asarray([number[word] for word in counts], dtype=np.int64),
                np.asarray([*counts.values()], dtype=np.float64),
            )
        )
    idf = np.asarray(
        [np.log((rarity.texts + 1) / (rarity.having.get(word, 0) + 0.5)) for word in number]
    )
    np.maximum(idf, 1e-3, out=idf)
    bounds = np.cumsum([0, *(len(each) for each, _ in counted)])
    terms = np.concatenate([each for each, _ in counted])
    often = np.concatenate([each for _, each in counted])
    totals = np.asarray([each.sum() for _, each in counted], dtype=np.float64)
    of_note = np.repeat(np.arange(len(notes)), np.diff(bounds))
    norms = _K1 * (1 - _B + _B * totals / max(float(totals.mean()), 1.0))
    scored = idf[terms] * often * (_K1 + 1) / (often + norms[of_note])
    names = [{number[word] for name in note.names for word in name} for note in notes]
    headed = [
        own | {number[word] for word in note.headings}
        for own, note in zip(names, notes, strict=True)
    ]
    name_rows, heading_rows = _sets(names, idf), _sets(headed, idf)
    dimension = vectors[0].title.shape[0]
    stacked = [_filled(each, dimension) for each in vectors]
    lengths = [np.clip(own, 1, _FULL_SHARE) for _, own in stacked]
    shares = [own / own.sum() for own in lengths]
    means = np.stack([weight @ rows for weight, (rows, _) in zip(shares, stacked, strict=True)])
    firsts = np.stack([rows[0] for rows, _ in stacked])
    return Profiles(
        passages=passage_vectors(
            np.concatenate([rows for rows, _ in stacked]), [len(rows) for rows, _ in stacked]
        ),
        shares=np.concatenate(shares).astype(np.float32),
        means=_unit(means),
        firsts=firsts,
        titles=np.stack([each.title for each in vectors]),
        weighted=_as_units(Rows(terms, (1 + np.log(often)) * idf[terms], bounds)),
        scored=Rows(terms, scored, bounds),
        telling=_telling(Rows(terms, often, bounds), idf),
        present=Rows(terms, np.ones(len(terms)), bounds),
        named=_as_shares(name_rows),
        headed=_as_shares(heading_rows),
        name_vectors=_as_units(name_rows),
        heading_vectors=_as_units(heading_rows),
        mentions=find_names(
            [note.words for note in notes],
            [note.names for note in notes],
            {word: float(idf[place]) for word, place in number.items()},
        ),
        lengths=np.log1p(totals),
        vocabulary=len(number),
    )


def take_profiles(profiles: Profiles, notes: npt.NDArray[np.int64]) -> Profiles:
    """Return some notes of many, in the order given, int64 of shape (notes,), each once."""
    from kblink.related.name_mentions import NameMentions

    places, bounds = gathered(profiles.passages.bounds, notes)
    row_of = {int(note): row for row, note in enumerate(notes)}

    def taken(side: Sequence[Mapping[int, float]]) -> tuple[Mapping[int, float], ...]:
        return tuple(
            {row_of[other]: weight for other, weight in side[int(note)].items() if other in row_of}
            for note in notes
        )

    return Profiles(
        passages=PassageVectors(profiles.passages.vectors[places], bounds),
        shares=profiles.shares[places],
        means=profiles.means[notes],
        firsts=profiles.firsts[notes],
        titles=profiles.titles[notes],
        weighted=profiles.weighted.take(notes),
        scored=profiles.scored.take(notes),
        telling=profiles.telling.take(notes),
        present=profiles.present.take(notes),
        named=profiles.named.take(notes),
        headed=profiles.headed.take(notes),
        name_vectors=profiles.name_vectors.take(notes),
        heading_vectors=profiles.heading_vectors.take(notes),
        mentions=NameMentions(taken(profiles.mentions.names), taken(profiles.mentions.named_by)),
        lengths=profiles.lengths[notes],
        vocabulary=profiles.vocabulary,
    )


def gathered(
    bounds: npt.NDArray[np.int64], notes: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the places of what some notes have, note after note, and the bounds among these."""
    import numpy as np

    counts = bounds[notes + 1] - bounds[notes]
    ends = np.concatenate(([0], np.cumsum(counts)))
    places = np.arange(ends[-1]) + np.repeat(bounds[notes] - ends[:-1], counts)
    return places.astype(np.int64), ends.astype(np.int64)


def _counts(note: NoteText) -> Counter[str]:
    counts = Counter(note.words)
    counts.update(dict.fromkeys(note.headings, 1))
    for word in note.names[0]:
        counts[word] += _NAME_WEIGHT
    return counts


def _filled(
    note: NoteVectors, dimension: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float64]]:
    """The passages of a note and their lengths, one that is like nothing where there is none."""
    import numpy as np

    if len(note.passages):
        return note.passages, np.asarray(note.lengths, dtype=np.float64)
    return np.zeros((1, dimension), dtype=np.float32), np.ones(1)


def _sets(sets: Sequence[set[int]], idf: npt.NDArray[np.float64]) -> Rows:
    import numpy as np

    terms = np.asarray([term for own in sets for term in sorted(own)], dtype=np.int64)
    return Rows(terms, idf[terms], np.cumsum([0, *map(len, sets)]).astype(np.int64))


def _telling(often: Rows, idf: npt.NDArray[np.float64]) -> Rows:
    import numpy as np

    places, counts = [], []
    for first, last in zip(often.bounds[:-1], often.bounds[1:], strict=True):
        worth = often.values[first:last] * idf[often.terms[first:last]]
        best = np.argsort(-worth, kind="stable")[:_MOST_TELLING]
        places.append(first + np.sort(best))
        counts.append(len(best))
    chosen = np.concatenate(places)
    bounds = np.cumsum([0, *counts]).astype(np.int64)
    return Rows(often.terms[chosen], often.values[chosen], bounds)


def _as_units(rows: Rows) -> Rows:
    import numpy as np

    return Rows(rows.terms, rows.values / np.sqrt(_sums(rows, rows.values**2)), rows.bounds)


def _as_shares(rows: Rows) -> Rows:
    return Rows(rows.terms, rows.values / _sums(rows, rows.values), rows.bounds)


def _sums(rows: Rows, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The sum over its note for each value, never 0."""
    import numpy as np

    return np.repeat(np.maximum(_summed(values, rows.bounds), 1e-9), np.diff(rows.bounds))


def _summed(
    values: npt.NDArray[np.float64], bounds: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """The sum of each note's values, shape (notes,). Note by note: a running sum over all costs
    five times as much, and rounds each note by those before it."""
    import numpy as np

    found = np.zeros(len(bounds) - 1)
    filled = np.flatnonzero(np.diff(bounds))
    if len(filled):
        found[filled] = np.add.reduceat(values, bounds[filled])
    return found


def _unit(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    import numpy as np

    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: npt.NDArray[np.float32] = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return found
