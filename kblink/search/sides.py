"""The two sides of a search: sections by the meaning of the query, and by its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.search.query_text import dense_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np
    import numpy.typing as npt

    from kblink.ports import Encoder
    from kblink.search.reading import Reading
    from kblink.store.catalogue import Catalogue
    from kblink.store.rows import SectionPlace


@dataclass(frozen=True, slots=True)
class Sides:
    """Scores by section id, best first: cosines on the dense side, BM25 on the words side.

    `may_hold_more`: a side found as many sections as it was asked for.
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
    dense = {} if vector is None else _nearest(catalogue, vector, depth, within)
    if read is None:
        return Sides(dense, {}, len(dense) >= depth)
    keyword = _by_words(catalogue, read, depth, within)
    may_hold_more = max(len(dense), len(keyword)) >= depth
    if dense:
        allowed = catalogue.satisfying(read.words, dense.keys())
        dense = {section: cosine for section, cosine in dense.items() if section in allowed}
    return Sides(dense, keyword, may_hold_more)


def _by_words(
    catalogue: Catalogue, read: Reading, depth: int, within: set[int] | None
) -> dict[int, float]:
    """Sections with the words of a query; those with a name in the other script count as if they
    had the word itself, and those with both no more than that."""
    found = dict(catalogue.keyword_search(read.words, depth, within=within))
    if read.siblings:
        others = catalogue.keyword_search(read.words, depth, within=within, instead=read.siblings)
        for section, score in others:
            found[section] = max(found.get(section, 0.0), read.sibling_weight * score)
    return found


def _nearest(
    catalogue: Catalogue, vector: npt.NDArray[np.float32], depth: int, within: set[int] | None
) -> dict[int, float]:
    import numpy as np

    rows = None if within is None else np.asarray(catalogue.rows_of(within), dtype=np.int64)
    scores, positions = catalogue.vectors().search(vector, depth, rows=rows)
    ids = catalogue.section_ids_at(positions[0].tolist())
    return dict(zip(ids, scores[0].tolist(), strict=True))
