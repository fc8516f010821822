"""From what the two sides found to one score in [0, 1] a section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.rank.fusion import Ranking, fuse
from kblink.search.weights import dense_weight, trust

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kblink.model import SearchMode
    from kblink.search.sides import Sides
    from kblink.store.rows import SectionPlace


def section_scores(
    mode: SearchMode,
    query: str,
    sides: Sides,
    places: Mapping[int, SectionPlace],
    languages: Sequence[str],
) -> dict[int, float]:
    """Return a score in [0, 1] for each section that a side found.

    `dense`: the cosine, 0 where it is negative. `keyword`: BM25 as a share of the best one.
    `hybrid`: both rankings fused; `languages` are the encoder's.
    """
    if mode == "dense":
        return {section: min(max(cosine, 0.0), 1.0) for section, cosine in sides.dense.items()}
    if mode == "keyword":
        best = max(sides.keyword.values(), default=0.0)
        return {
            section: max(score, 0.0) / best if best > 0 else 0.0
            for section, score in sides.keyword.items()
        }
    trusts = {section: trust(places[section].language, languages) for section in sides.dense}
    dense = Ranking(dense_weight(query, languages), list(sides.dense), trusts)
    return fuse([dense, Ranking(1.0, list(sides.keyword))])
