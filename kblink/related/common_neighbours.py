"""Notes that are linked with the same notes."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    import numpy as np
    import numpy.typing as npt


def neighbours(pairs: Iterable[tuple[int, int]], notes: int) -> tuple[frozenset[int], ...]:
    """Return for each of so many notes those that a pair, in either order, joins it with."""
    found: list[set[int]] = [set() for _ in range(notes)]
    for one, other in pairs:
        found[one].add(other)
        found[other].add(one)
    return tuple(map(frozenset, found))


def adamic_adar(linked: Sequence[AbstractSet[int]], note: int) -> npt.NDArray[np.float64]:
    """Return for every note how many neighbours it shares with one, those with few links counting
    most, shape (notes,); -inf where it shares none. `linked` has the neighbours of each.

    Source: Adamic, Adar, "Friends and neighbors on the Web", Social Networks 25 (2003).
    """
    import numpy as np

    scores = np.full(len(linked), -np.inf)
    for shared in linked[note]:
        worth = 1 / log(max(len(linked[shared]), 2))
        for other in linked[shared]:
            scores[other] = max(scores[other], 0.0) + worth
    return scores
