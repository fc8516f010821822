"""What differs between two notes, passage by passage, in whatever order they have them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.model import PassageDifference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kblink.suggest.note_text import Passage

_LEAST_ALIKE = 0.5
"""Two passages are versions of one where they have so much of their words in common."""


@dataclass(frozen=True, slots=True)
class PassageDiff:
    """The differences: what the first note has, in its order, then what the second alone has.

    `is_reordered`: passages that both have stand in another order.
    """

    differences: tuple[PassageDifference, ...]
    is_reordered: bool


def diff_passages(first: Sequence[Passage], second: Sequence[Passage]) -> PassageDiff:
    """Pair passages that have the same words, then those that have most of them in common, the most
    alike first; what is left stands in one note alone."""
    same = _same(first, second)
    left = [number for number in range(len(first)) if number not in same]
    taken = {*same.values()}
    right = [number for number in range(len(second)) if number not in taken]
    changed = _alike(first, second, left, right)
    found = [
        PassageDifference(
            first[number].place, second[changed[number]].place if number in changed else None
        )
        for number in left
    ]
    added = {*right} - {*changed.values()}
    found += [PassageDifference(None, second[number].place) for number in sorted(added)]
    order = [same[number] for number in sorted(same)]
    return PassageDiff(tuple(found), is_reordered=order != sorted(order))


def _same(first: Sequence[Passage], second: Sequence[Passage]) -> dict[int, int]:
    """Pairs of passages with the same words; the n-th of several with the n-th of several."""
    places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for number in range(len(second) - 1, -1, -1):
        places[second[number].words].append(number)
    return {
        number: places[passage.words].pop()
        for number, passage in enumerate(first)
        if places.get(passage.words)
    }


def _alike(
    first: Sequence[Passage], second: Sequence[Passage], left: Sequence[int], right: Sequence[int]
) -> dict[int, int]:
    """Pairs of passages that are left, most alike first."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, one, other in sorted(_likenesses(first, second, left, right)):
        if one not in pairs and other not in taken:
            pairs[one] = other
            taken.add(other)
    return pairs


def _likenesses(
    first: Sequence[Passage], second: Sequence[Passage], left: Sequence[int], right: Sequence[int]
) -> Iterator[tuple[float, int, int, int]]:
    """Yield how alike two passages are, negated, how far apart they stand, and both.

    Alike is the share of the words of both, counted as often as they stand there, that both have.
    """
    holders: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for number in right:
        for word, often in Counter(second[number].words).items():
            holders[word].append((number, often))
    for number in left:
        common: Counter[int] = Counter()
        for word, often in Counter(first[number].words).items():
            for other, others in holders.get(word, ()):
                common[other] += min(often, others)
        for other, count in common.items():
            alike = 2 * count / (len(first[number].words) + len(second[other].words))
            if alike >= _LEAST_ALIKE and first[number].is_heading == second[other].is_heading:
                yield -alike, abs(number - other), number, other
