"""One query from its words to hits: both sides, one ranking, the best sentence of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.errors import UsageError
from kblink.model import Hit
from kblink.rank.sentences import best_sentence
from kblink.search.query_text import dense_text, words_query
from kblink.search.scores import section_scores
from kblink.search.sides import Sides, embed_query, find
from kblink.store.words import folded_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kblink.model import HitUnit, SearchMode
    from kblink.ports import Encoder
    from kblink.store.catalogue import Catalogue
    from kblink.store.rows import SectionFilter, StoredSection

# Sections that each side is asked for: what is beyond hardly moves the fused ranking.
_LEAST_DEPTH = 100
_DEPTH_PER_HIT = 5


def search_sections(
    catalogue: Catalogue,
    encoder: Encoder,
    query: str,
    *,
    mode: SearchMode,
    limit: int,
    per: HitUnit,
    where: SectionFilter,
) -> list[Hit]:
    """Return the `limit` best hits, best first; equal scores by path, then order in the note.

    To be called inside `catalogue.snapshot()`. Mode `keyword` never touches the encoder. A long
    section comes once, by its best passage; with `per="note"` a note does. Raises UsageError for an
    empty query or a limit below 1, ModelUnavailableError where the encoder is needed and cannot be
    loaded.
    """
    if not query.strip():
        raise UsageError("The query is empty.", hint="Say what to search for.")
    if limit < 1:
        raise UsageError(f"The limit is {limit}.", hint="Ask for at least one hit.")
    within = catalogue.section_ids_matching(where)
    vector = None if mode == "keyword" else embed_query(encoder, query)
    languages = () if mode == "keyword" else encoder.languages
    depth = max(_LEAST_DEPTH, _DEPTH_PER_HIT * limit)
    while True:
        sides = find(catalogue, None if mode == "dense" else query, vector, depth, within)
        sections = catalogue.sections(list(sides.ids()))
        sides = sides.ordered(sections)
        scores = section_scores(mode, query, sides, sections, languages)
        found = _by_section(scores, sections, per)
        if len(found) >= limit or not sides.may_hold_more(depth):
            sought = frozenset(folded_words(words_query(dense_text(query))))
            return [_hit(each, scores[each[0].id], sides, sought) for each in found[:limit]]
        depth *= 4  # a few long notes filled the list


def _by_section(
    scores: Mapping[int, float], sections: Mapping[int, StoredSection], per: HitUnit
) -> list[list[StoredSection]]:
    """Sections as lists of the passages that were found of them, in both the best first.

    With `per="note"` only the best section of each note.
    """

    def order(passage: StoredSection) -> tuple[float, str, int]:
        return -round(scores[passage.id], 9), passage.path, passage.ordinal

    found: dict[tuple[str, tuple[str, ...]], list[StoredSection]] = {}
    for passage in sorted(sections.values(), key=order):
        found.setdefault((passage.path, passage.heading_path), []).append(passage)
    if per == "section":
        return list(found.values())
    best: dict[str, list[StoredSection]] = {}
    for (path, _), passages in found.items():
        best.setdefault(path, passages)
    return list(best.values())


def _hit(
    passages: Sequence[StoredSection], score: float, sides: Sides, sought: frozenset[str]
) -> Hit:
    """The hit of a section: scores of its best passage, a quotation from the most telling one."""
    first = passages[0]
    quotes = [
        (passage.line, best_sentence(passage.body, sought, folded_words)) for passage in passages
    ]
    line, quote = max(quotes, key=lambda each: each[1].gain)
    headline = first.heading_path[-1] if first.heading_path else first.title
    return Hit(
        path=first.path,
        title=first.title,
        heading_path=first.heading_path,
        line=line + quote.line,
        score=score,
        dense=sides.dense.get(first.id),
        keyword=sides.keyword.get(first.id),
        snippet=quote.text or headline,
    )
