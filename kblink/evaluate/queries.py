"""The protocol `queries`: golden queries, answered by words, by meaning, and by both."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import normalize

from kblink.evaluate.bootstrap import mean_interval
from kblink.model import Evaluation, Measured, SearchMode
from kblink.rank.metrics import hit, ndcg, reciprocal_rank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kblink.evaluate.golden import GoldenQuery
    from kblink.workspace import Vault

RANKERS: tuple[SearchMode, ...] = ("keyword", "dense", "hybrid")
SEED = 0
DEPTH = 10
"""Notes of each ranking that are looked at."""


def evaluate_queries(
    vault: Vault, queries: Sequence[GoldenQuery], *, refresh: bool = True
) -> Evaluation:
    """Return how good the rankings of notes are that each mode of search gives for `queries`.

    A note is ranked by its best section; the mean reciprocal rank is that within ten places. All
    is measured on one state of the index. Raises what `Vault.note_rankings` raises.
    """
    words = [query.query for query in queries]
    rankings = vault.note_rankings(words, modes=RANKERS, limit=DEPTH, refresh=refresh)
    values: dict[str, list[dict[str, float]]] = {
        ranker: [
            measures(paths, query.relevant) for query, paths in zip(queries, found, strict=True)
        ]
        for ranker, found in rankings.items()
    }
    kinds = dict.fromkeys(query.kind for query in queries if query.kind)
    return Evaluation(
        vault=str(vault.root),
        protocol="queries",
        seeds=(SEED,),
        overall=_measured(values, range(len(queries))),
        kinds={
            kind: _measured(
                values, [row for row, query in enumerate(queries) if query.kind == kind]
            )
            for kind in kinds
        },
    )


def measures(paths: Sequence[str], relevant: Mapping[str, int]) -> dict[str, float]:
    """Return every measure of one ranking of notes, by name."""
    ranked = [relevant.get(normalize("NFC", path), 0) for path in paths]
    judged = list(relevant.values())
    return {
        "ndcg@5": ndcg(ranked, judged, 5),
        "ndcg@10": ndcg(ranked, judged, 10),
        "mrr": reciprocal_rank(ranked),
        "hit@1": hit(ranked, 1),
    }


def _measured(values: Mapping[str, Sequence[Mapping[str, float]]], rows: Sequence[int]) -> Measured:
    """The means over some of the queries. Each starts from the same seed: a difference between two
    rankers is not one of the draws."""
    metrics = {
        ranker: {
            metric: mean_interval([of_query[row][metric] for row in rows], SEED)
            for metric in of_query[0]
        }
        for ranker, of_query in values.items()
    }
    return Measured(len(rows), metrics)
