"""What shows that two notes belong together: passages that are alike, a phrase that names one."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kblink.model import PassageRef
from kblink.related.phrases import PhraseBook, placed_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    import numpy.typing as npt

    from kblink.related.phrases import Phrase, PlacedWord
    from kblink.related.profiles import Profiles
    from kblink.store.rows import StoredSection


class BestPair(NamedTuple):
    """The passages of two notes that show best what they share, by their place in each, and the
    cosine of the two, in [-1, 1]."""

    source: int
    target: int
    similarity: float


def usual_nearness(profiles: Profiles, source: int) -> npt.NDArray[np.float32]:
    """Return how near the nearest passage of a note is to each passage of one, on average over all
    other notes, shape (passages,): high where it says what many notes say, as a footer does."""
    import numpy as np

    vectors, bounds = profiles.passages.vectors, profiles.passages.bounds
    cosines = vectors @ vectors[bounds[source] : bounds[source + 1]].T
    nearest = np.maximum.reduceat(cosines, bounds[:-1], axis=0)
    others = np.delete(nearest, source, axis=0)
    return np.asarray(others.mean(axis=0) if len(others) else nearest[0], dtype=np.float32)


def best_pair(
    profiles: Profiles, source: int, target: int, usual: npt.NDArray[np.float32]
) -> BestPair:
    """Return the pair of passages of two notes that stands out most from what is `usual` for those
    of the source: footers that all notes share are the nearest pair of most notes and tell
    nothing."""
    vectors, bounds = profiles.passages.vectors, profiles.passages.bounds
    own = vectors[bounds[source] : bounds[source + 1]]
    theirs = vectors[bounds[target] : bounds[target + 1]]
    cosines = own @ theirs.T
    telling = cosines - usual[:, None]
    row, column = divmod(int(telling.argmax()), telling.shape[1])
    return BestPair(row, column, min(max(float(cosines[row, column]), -1.0), 1.0))


def naming_phrase(sections: Sequence[StoredSection], names: Iterable[Phrase]) -> PassageRef | None:
    """Return the first phrase of a note, by its sections, that is one of some names in any form of
    its words, with its line; None where there is none."""
    book = PhraseBook(names)
    for section in sections:
        words = _placed(section.body)
        for first, last in book.places([word.stem for word in words]):
            start, end = words[first].start, words[last - 1].end
            return PassageRef(
                section.path,
                section.heading_path,
                section.line + section.body.count("\n", 0, start),
                section.body[start:end],
            )
    return None


@lru_cache(maxsize=1 << 13)
def _placed(text: str) -> tuple[PlacedWord, ...]:
    return tuple(placed_words(text))
