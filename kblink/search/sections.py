"""One query from its words to hits: both sides, one ranking, the best sentence of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kblink.errors import UsageError
from kblink.model import Answer, Hit
from kblink.rank.sentences import best_sentence
from kblink.search.highlights import highlights
from kblink.search.reading import Reading, read_query
from kblink.search.scores import note_scores, section_scores
from kblink.search.sides import Sides, embed_query, find
from kblink.search.vocabulary import Vocabulary
from kblink.store.words import folded_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from kblink.model import SearchRequest
    from kblink.ports import Encoder
    from kblink.store.catalogue import Catalogue
    from kblink.store.rows import SectionPlace, StoredSection

# Sections that each side is asked for: what is beyond hardly moves the fused ranking.
_LEAST_DEPTH = 100
_DEPTH_PER_HIT = 5


def search_sections(
    catalogue: Catalogue,
    encoder: Encoder | None,
    query: str,
    request: SearchRequest,
    vocabulary: Vocabulary | None = None,
) -> Answer:
    """Return the best hits as requested, best first; equal scores by path, then order in the note.

    To be called inside `catalogue.snapshot()`; who asks several queries in one gives them one
    `vocabulary` of it. Mode `keyword` needs no encoder, mode `dense` mends no words. A
    long section comes once, by its best passage; with `per="note"` a note does. Raises UsageError
    for an empty query or a limit below 1, ModelUnavailableError where the encoder is needed and
    cannot be loaded.
    """
    mode, limit = request.mode, request.limit
    if not query.strip():
        raise UsageError("The query is empty.", hint="Say what to search for.")
    if limit < 1:
        raise UsageError(f"The limit is {limit}.", hint="Ask for at least one hit.")
    read = Reading(query, query)
    if mode != "dense":
        read = read_query(query, vocabulary or Vocabulary(catalogue))
    within = catalogue.section_ids_matching(request.where)
    asked = None if mode == "keyword" else encoder
    vector = None if asked is None else embed_query(asked, read.query)
    languages = () if asked is None else asked.languages
    sought = read.sought()
    depth = max(_LEAST_DEPTH, _DEPTH_PER_HIT * limit)
    while True:
        sides = find(catalogue, None if mode == "dense" else read, vector, depth, within)
        places = catalogue.section_places(sides.ids())
        sides = sides.ordered(places)
        scores = section_scores(mode, read.query, sides, places, languages)
        found = _by_section(scores, places)
        if request.per == "note":
            found = _by_note(found, sought)
            if mode == "hybrid":
                found = _reordered(found, note_scores(read.query, sides, places, languages))
        if len(found) >= limit or not sides.may_hold_more:
            break
        depth *= 4  # a few long notes filled the list
    shown = found[:limit]
    sections = catalogue.sections([passage.id for each in shown for passage in each.passages])
    hits = (
        _hit(each.score, [sections[passage.id] for passage in each.passages], sides, sought)
        for each in shown
    )
    return Answer(query, tuple(hits), read.query, read.corrected)


class _Found(NamedTuple):
    """A section, as the passages that were found of it, the best first."""

    score: float
    passages: list[SectionPlace]


def _by_section(scores: Mapping[int, float], places: Mapping[int, SectionPlace]) -> list[_Found]:
    """The sections that were found, the best first."""

    def order(passage: SectionPlace) -> tuple[float, str, int]:
        return -round(scores[passage.id], 9), passage.path, passage.ordinal

    found: dict[tuple[str, str], _Found] = {}
    for passage in sorted(places.values(), key=order):
        section = found.setdefault((passage.path, passage.headings), _Found(scores[passage.id], []))
        section.passages.append(passage)
    return list(found.values())


def _by_note(sections: Iterable[_Found], sought: AbstractSet[str]) -> list[_Found]:
    """The best section of each note.

    A query that its title answers whole asks for the note, whose beginning says what it is; all
    its sections hold the title, and the shortest of them would come first.
    """
    notes: dict[str, list[_Found]] = {}
    for section in sections:
        notes.setdefault(section.passages[0].path, []).append(section)
    return [_shown_of(found, sought) for found in notes.values()]


def _reordered(notes: Iterable[_Found], scores: Mapping[str, float]) -> list[_Found]:
    """Notes by scores of their own, the best first, then by path."""

    def order(note: _Found) -> tuple[float, str]:
        return -round(note.score, 9), note.passages[0].path

    return sorted((note._replace(score=scores[note.passages[0].path]) for note in notes), key=order)


def _shown_of(sections: Sequence[_Found], sought: AbstractSet[str]) -> _Found:
    best = sections[0]
    if not sought or not sought <= {*folded_words(best.passages[0].title)}:
        return best
    first = min(sections, key=lambda section: min(place.ordinal for place in section.passages))
    return _Found(best.score, first.passages)


def _hit(
    score: float,
    passages: Sequence[StoredSection],
    sides: Sides,
    sought: AbstractSet[str],
) -> Hit:
    """The hit of a section: signals of its best passage, a quotation from the most telling one."""
    first = passages[0]
    headline = first.heading_path[-1] if first.heading_path else first.title
    quotes = [
        (passage.line, best_sentence(passage.body, sought, folded_words)) for passage in passages
    ]
    line, quote = max(quotes, key=lambda each: each[1].gain)
    snippet = quote.text or " ".join(headline.split())
    return Hit(
        path=first.path,
        title=first.title,
        heading_path=first.heading_path,
        line=line + quote.line,
        score=score,
        dense=sides.dense.get(first.id),
        keyword=sides.keyword.get(first.id),
        snippet=snippet,
        highlights=highlights(snippet, sought),
    )
