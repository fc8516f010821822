"""Rankers of notes: what `kblink eval` compares.

A ranker is made from what it may see, and tells for a note how well every other one fits.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from kblink.related.common_neighbours import adamic_adar
from kblink.related.name_mentions import find_names
from kblink.related.shared_terms import index_terms
from kblink.store.words import folded_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    import numpy as np
    import numpy.typing as npt

    from kblink.evaluate.view import View

Scores: TypeAlias = "Callable[[int], npt.NDArray[np.float64]]"
"""For a note, by number: how well each note fits, shape (notes,); -inf where nothing says so."""
Ranker: TypeAlias = "Callable[[View], Scores]"

_NAME_WEIGHT = 3
"""Times that a note's name counts among its words."""


def baselines(view: View) -> dict[str, Scores]:
    """Return the rankers that learn nothing, by name; `graph` only where links are visible."""
    names = [[cached_words(name) for name in own] for own in view.vault.names]
    texts = [cached_words(text.words) for text in view.vault.texts]
    named = [own[0] * (_NAME_WEIGHT - 1) + text for own, text in zip(names, texts, strict=True)]
    rankers: dict[str, Scores] = {
        "title": find_names(texts, names).scores,
        "bm25": index_terms(named).scores,
    }
    linked = view.vault.linked
    if any(linked):
        rankers["graph"] = lambda note: adamic_adar(linked, note)
    rankers["dense"] = view.vectors.closeness
    return rankers


def best_notes(scores: npt.NDArray[np.float64], skip: AbstractSet[int], most: int) -> list[int]:
    """Return the notes with the best scores, `most` at the most, best first, none of `skip` and
    none that nothing speaks for; equals by their numbers."""
    import numpy as np

    scores = scores.copy()
    scores[[*skip]] = -np.inf
    found = np.flatnonzero(scores > -np.inf)
    if len(found) > most:
        least = np.partition(scores, len(scores) - most)[len(scores) - most]
        found = np.flatnonzero((scores >= least) & (scores > -np.inf))
    order: list[int] = found[np.argsort(-scores[found], kind="stable")][:most].tolist()
    return order


@lru_cache(maxsize=1 << 16)
def cached_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, which rankers ask for time and again."""
    return tuple(folded_words(text))
