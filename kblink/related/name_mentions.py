"""Notes that name each other, by title, alias or file name, in any form of its words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

Name: TypeAlias = tuple[str, ...]
"""The folded words of a name."""


@dataclass(frozen=True, slots=True)
class NameMentions:
    """For each note what other notes it names, and by what notes it is named, with the weight of
    the name: the rarer it is in the vault, the more it tells."""

    names: tuple[Mapping[int, float], ...]
    named_by: tuple[Mapping[int, float], ...]

    def scores(self, note: int) -> npt.NDArray[np.float64]:
        """Return the weight of what names one of both in the other, for every note, shape
        (notes,); -inf where nothing does."""
        import numpy as np

        found = np.full(len(self.names), -np.inf)
        for side in (self.names[note], self.named_by[note]):
            for other, weight in side.items():
                found[other] = max(found[other], 0.0) + weight
        return found


def find_names(texts: Sequence[Sequence[str]], names: Sequence[Iterable[Name]]) -> NameMentions:
    """Look for all `names` of all notes in all their `texts`, both as folded words.

    A name that many notes bear is looked for as each one's. Cost: the length of the texts.
    """
    bearers: dict[Name, set[int]] = {}
    for note, own in enumerate(names):
        for name in own:
            if any(map(str.isalnum, name)):
                bearers.setdefault(name, set()).add(note)
    lengths: dict[str, set[int]] = {}
    for name in bearers:
        lengths.setdefault(name[0], set()).add(len(name))
    found = [set(names_in(words, bearers, lengths)) for words in texts]
    frequency = Counter(name for each in found for name in each)
    weight = {name: log(1 + len(texts) / count) for name, count in frequency.items()}
    naming: list[dict[int, float]] = [{} for _ in texts]
    named_by: list[dict[int, float]] = [{} for _ in texts]
    for note, each in enumerate(found):
        for name in each:
            for other in bearers[name] - {note}:
                best = max(naming[note].get(other, 0.0), weight[name])
                naming[note][other] = named_by[other][note] = best
    return NameMentions(tuple(naming), tuple(named_by))


def names_in(
    words: Sequence[str], names: Mapping[Name, object], lengths: Mapping[str, set[int]]
) -> Iterator[Name]:
    """Yield each of `names` that stands in a text; `lengths` has how many words there are to the
    names that begin with a word."""
    for place, word in enumerate(words):
        for length in lengths.get(word, ()):
            name = tuple(words[place : place + length])
            if name in names:
                yield name
