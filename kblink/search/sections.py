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
    from collections.abc import Mapping

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
        scores = section_scores(mode, query, sides, sections, languages)
        best = _best(scores, sections, per)
        if len(best) >= limit or not sides.may_hold_more(depth):
            sought = frozenset(folded_words(words_query(dense_text(query))))
            return [_hit(sections[each], scores[each], sides, sought) for each in best[:limit]]
        depth *= 4  # a few long notes filled the list


def _best(
    scores: Mapping[int, float], sections: Mapping[int, StoredSection], per: HitUnit
) -> list[int]:
    """The best passage of each section (or, with `per="note"`, of each note), best first."""

    def order(section: int) -> tuple[float, str, int]:
        stored = sections[section]
        return -round(scores[section], 9), stored.path, stored.ordinal

    best: dict[tuple[str, tuple[str, ...]], int] = {}
    for section in sorted(sections, key=order):
        stored = sections[section]
        place = (stored.path, stored.heading_path if per == "section" else ())
        best.setdefault(place, section)
    return list(best.values())


def _hit(section: StoredSection, score: float, sides: Sides, sought: frozenset[str]) -> Hit:
    best = best_sentence(section.body, sought, folded_words)
    headline = section.heading_path[-1] if section.heading_path else section.title
    return Hit(
        path=section.path,
        title=section.title,
        heading_path=section.heading_path,
        line=section.line + best.line,
        score=score,
        dense=sides.dense.get(section.id),
        keyword=sides.keyword.get(section.id),
        snippet=best.text or headline,
    )
