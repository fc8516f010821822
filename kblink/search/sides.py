"""The two sides of a search: sections by the meaning of the query, and by its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kblink.search.query_text import dense_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

    from kblink.ports import Encoder
    from kblink.search.reading import Reading
    from kblink.store.catalogue import Catalogue
    from kblink.store.rows import SectionPlace

_TIE = 1e-6


@dataclass(frozen=True, slots=True)
class Sides:
    """Scores by section id, best first: cosines on the dense side, BM25 on the words side.

    `may_hold_more`: whether a side may find more sections when it is asked for more.
    """

    dense: Mapping[int, float]
    keyword: Mapping[int, float]
    may_hold_more: bool = False

    def ids(self) -> Iterable[int]:
        """Every section that a side found, once."""
        return dict.fromkeys([*self.dense, *self.keyword])

    def ordered(self, places: Mapping[int, SectionPlace]) -> Sides:
        """The same with equal scores by path, then order in the note.

        Found, they are ordered by ids, which depend on the history of the index.
        """

        def by_place(scores: Mapping[int, float]) -> dict[int, float]:
            def order(item: tuple[int, float]) -> tuple[float, str, int]:
                place = places[item[0]]
                return -round(item[1], 6), place.path, place.ordinal

            return dict(sorted(scores.items(), key=order))

        return Sides(by_place(self.dense), by_place(self.keyword), self.may_hold_more)


def embed_query(encoder: Encoder, query: str) -> npt.NDArray[np.float32] | None:
    """Return the query's vector, shape (1, dimension); None where nothing is left to embed.

    Raises ModelUnavailableError where the encoder cannot be loaded.
    """
    text = dense_text(query)
    return encoder.encode([text], kind="query") if text else None


def find(
    catalogue: Catalogue,
    read: Reading | None,
    vector: npt.NDArray[np.float32] | None,
    depth: int,
    within: set[int] | None,
) -> Sides:
    """Return the best `depth` sections of each side, only of those `within` where it is given.

    `read` is the query for the words side; a side that is None finds nothing. What the words demand
    in quotation marks, or exclude, holds for what the meaning finds as well.
    """
    dense = _NOTHING if vector is None else _nearest(catalogue, vector, depth, within)
    if read is None:
        return Sides(dense.scores, {}, dense.may_hold_more)
    keyword = _by_words(catalogue, read, depth, within)
    cosines = dense.scores
    if cosines:
        allowed = catalogue.satisfying(read.words, cosines.keys())
        cosines = {section: cosine for section, cosine in cosines.items() if section in allowed}
    return Sides(cosines, keyword.scores, dense.may_hold_more or keyword.may_hold_more)


class _Best(NamedTuple):
    """The best sections of a ranking; whether it may hold more."""

    scores: dict[int, float]
    may_hold_more: bool


_NOTHING = _Best({}, may_hold_more=False)


def _best(found: Sequence[tuple[int, float]], depth: int) -> _Best:
    """Of the best `depth` sections of a ranking all that come before what was left out: which of
    those that tie with the last one are among them depends on the history of the index."""
    if len(found) < depth:
        return _Best(dict(found), may_hold_more=False)
    last = found[-1][1] + _TIE
    clear = {section: score for section, score in found if score > last}
    return _Best(clear or dict(found), may_hold_more=True)


def _by_words(catalogue: Catalogue, read: Reading, depth: int, within: set[int] | None) -> _Best:
    """Sections with the words of a query; those with a name in the other script count as if they
    had the word itself, and those with both no more than that."""
    own = _best(catalogue.keyword_search(read.words, depth, within=within), depth)
    if not read.siblings:
        return own
    instead = catalogue.keyword_search(read.words, depth, within=within, instead=read.siblings)
    others = _best(instead, depth)
    scores = dict(own.scores)
    for section, score in others.scores.items():
        scores[section] = max(scores.get(section, 0.0), read.sibling_weight * score)
    return _Best(scores, own.may_hold_more or others.may_hold_more)


def _nearest(
    catalogue: Catalogue, vector: npt.NDArray[np.float32], depth: int, within: set[int] | None
) -> _Best:
    import numpy as np

    rows = None if within is None else np.asarray(catalogue.rows_of(within), dtype=np.int64)
    scores, positions = catalogue.vectors().search(vector, depth, rows=rows)
    ids = catalogue.section_ids_at(positions[0].tolist())
    return _best(list(zip(ids, scores[0].tolist(), strict=True)), depth)
