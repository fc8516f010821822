"""The word index: FTS5 rows of sections, and the ranked search in them by BM25."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from kblink.store.generation import read_generation
from kblink.store.query_words import QueryWords, parse_query, words_of
from kblink.store.stored_lists import as_json, from_json
from kblink.store.term_rows import delete_all_terms, term_words, update_terms
from kblink.store.words import folded_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from kblink.store.database import Database

    Texts: TypeAlias = tuple[str, Iterable[str], Iterable[str], str]
    """Title, aliases, headings and body of a section."""

# Weights of title, aliases, headings, body.
_SCORE = "bm25(fts, 8.0, 6.0, 4.0, 1.0)"
# A query costs as much as the rows that it scores: in a large catalogue, words that a third of
# the sections hold cost most and tell least.
_LARGE = 2000
_COMMON = 0.3


def insert_words(database: Database, section_id: int, texts: Texts) -> None:
    """Index a section by title, aliases, headings and body."""
    database.run(
        "INSERT INTO fts (rowid, title, aliases, headings, body) VALUES (?, ?, ?, ?, ?)",
        (section_id, *(" ".join(folded_words(column)) for column in _columns(texts))),
    )


def section_terms(texts: Texts) -> set[str]:
    """Return the words of a section as they are written."""
    return term_words(_columns(texts))


def _columns(texts: Texts) -> tuple[str, str, str, str]:
    title, aliases, headings, body = texts
    return title, "\n".join(aliases), "\n".join(headings), body


def rebuild_words(database: Database) -> None:
    """Index all stored sections anew."""
    database.run("DELETE FROM fts")
    delete_all_terms(database)
    terms: Counter[str] = Counter()
    for section_id, texts in _stored_texts(database):
        insert_words(database, section_id, texts)
        terms.update(section_terms(texts))
    update_terms(database, terms)


def count_terms(database: Database, paths: Iterable[str]) -> Counter[str]:
    """Return how many stored sections of the notes at `paths` hold each word."""
    only = " WHERE path IN (SELECT value FROM json_each(?))"
    stored = _stored_texts(database, only, (as_json(paths),))
    return Counter(chain.from_iterable(section_terms(texts) for _, texts in stored))


def _stored_texts(
    database: Database, only: str = "", values: tuple[str, ...] = ()
) -> Iterator[tuple[int, Texts]]:
    aliases: dict[int, list[str]] = {}
    for note_id, name in database.rows(
        f"SELECT note_id, name FROM aliases JOIN notes ON notes.id = note_id{only}"  # noqa: S608
        " ORDER BY note_id, position",
        values,
    ):
        aliases.setdefault(note_id, []).append(name)
    for section_id, note_id, title, headings, body in database.rows(
        "SELECT sections.id, note_id, title, heading_path, body"  # noqa: S608  ours
        f" FROM sections JOIN notes ON notes.id = note_id{only} ORDER BY sections.id",
        values,
    ):
        path = from_json(database.folder, headings)
        yield section_id, (title, aliases.get(note_id, ()), path, body)


def search_words(
    database: Database,
    query: str,
    limit: int,
    within: set[int] | None,
    instead: Mapping[str, Sequence[str]] | None = None,
) -> list[tuple[int, float]]:
    """Return (section id, BM25 with higher = better), best first, at most `limit` of them.

    With `instead`, of sections that hold none of its words: its other words are looked for in
    their place.
    """
    words = parse_query(query)
    if instead:
        words = words.in_other_words(instead)
    expression = _without_common(database, words).expression()
    if not expression or limit < 1:
        return []
    # The plus keeps SQLite from running the query once for each id.
    only = "" if within is None else " AND +rowid IN (SELECT value FROM json_each(?))"
    values = () if within is None else (as_json(within),)
    rows = database.rows(
        f"SELECT rowid, -{_SCORE} AS score FROM fts WHERE fts MATCH ?{only}"  # noqa: S608  ours
        " ORDER BY score DESC, rowid LIMIT ?",
        (expression, *values, limit),
    )
    return [(section_id, score) for section_id, score in rows]


def count_holding(database: Database, words: Collection[str]) -> int:
    """Return how many sections hold one of some words, in any form."""
    expression = " OR ".join(dict.fromkeys(term for word in words for term in words_of(word)))
    row = expression and database.row("SELECT count(*) FROM fts WHERE fts MATCH ?", (expression,))
    return int(row[0]) if row else 0


def holds(database: Database, query: str) -> bool:
    """Whether any section answers `query`."""
    return _is_held(database, parse_query(query).expression())


def holds_together(database: Database, words: str, others: str) -> bool:
    """Whether a section holds all of `words` and one of `others`."""
    terms, further = words_of(words), words_of(others)
    if not terms or not further:
        return False
    return _is_held(database, f"{' AND '.join(terms)} AND ({' OR '.join(further)})")


def _is_held(database: Database, expression: str) -> bool:
    if not expression:
        return False
    return database.row("SELECT 1 FROM fts WHERE fts MATCH ? LIMIT 1", (expression,)) is not None


def satisfying(database: Database, query: str, ids: Collection[int]) -> set[int]:
    """Return those of the sections that hold each phrase of `query` and no word it excludes."""
    words = parse_query(query)
    kept = set(ids)
    for required in words.required:
        kept &= _holding(database, required, ids)
    if words.unwanted:
        kept -= _holding(database, " OR ".join(words.unwanted), ids)
    return kept


def _holding(database: Database, expression: str, ids: Collection[int]) -> set[int]:
    rows = database.rows(
        "SELECT rowid FROM fts WHERE fts MATCH ? AND +rowid IN (SELECT value FROM json_each(?))",
        (expression, as_json(ids)),
    )
    return {number for (number,) in rows}


def _without_common(database: Database, words: QueryWords) -> QueryWords:
    """Drop the words that too many sections hold, where others remain."""
    current = read_generation(database)
    total = 0 if current is None else current.totals.sections
    if total < _LARGE or len(words.wanted) < 2:
        return words
    most = int(total * _COMMON)
    rare = tuple(term for term in words.wanted if not _is_common(database, term, most))
    return QueryWords(rare or words.wanted, words.unwanted, words.required)


def _is_common(database: Database, term: str, most: int) -> bool:
    """Whether more than `most` sections hold a term; looks at no more than that."""
    found = database.row("SELECT 1 FROM fts WHERE fts MATCH ? LIMIT 1 OFFSET ?", (term, most))
    return found is not None
