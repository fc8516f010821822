"""Notes that name each other, by title, alias or file name, in any form of its words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from kblink.related.phrases import PhraseBook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

    from kblink.related.phrases import Phrase


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


def find_names(
    texts: Sequence[Sequence[str]],
    names: Sequence[Iterable[Phrase]],
    rarity: Mapping[str, float] | None = None,
) -> NameMentions:
    """Look for all `names` of all notes in all their `texts`, both as folded words.

    A name that many notes bear is looked for as each one's. It weighs as much as the rarest of its
    words by `rarity`; where that is not known, by how many of the texts have it. Cost: the length
    of the texts.
    """
    bearers: dict[Phrase, set[int]] = {}
    for note, own in enumerate(names):
        for name in own:
            bearers.setdefault(name, set()).add(note)
    book = PhraseBook(bearers)
    found = [{tuple(words[slice(*place)]) for place in book.places(words)} for words in texts]
    frequency = Counter(name for each in found for name in each)
    weight = {
        name: log(1 + len(texts) / count)
        if rarity is None
        else max(rarity.get(word, 0.0) for word in name)
        for name, count in frequency.items()
    }
    naming: list[dict[int, float]] = [{} for _ in texts]
    named_by: list[dict[int, float]] = [{} for _ in texts]
    for note, each in enumerate(found):
        for name in each:
            for other in bearers[name] - {note}:
                best = max(naming[note].get(other, 0.0), weight[name])
                naming[note][other] = named_by[other][note] = best
    return NameMentions(tuple(naming), tuple(named_by))
