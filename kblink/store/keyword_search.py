"""The word index: FTS5 rows of sections, and the ranked search in them by BM25."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.store.query_words import QueryWords, parse_query
from kblink.store.stored_lists import as_json, from_json
from kblink.store.words import folded_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kblink.store.database import Database

# Weights of title, aliases, headings, body.
_SCORE = "bm25(fts, 8.0, 6.0, 4.0, 1.0)"
# A query costs as much as the rows that it scores: in a large catalogue, words that a third of
# the sections hold cost most and tell least.
_LARGE = 2000
_COMMON = 0.3


def insert_words(
    database: Database, section_id: int, texts: tuple[str, Iterable[str], Iterable[str], str]
) -> None:
    """Index a section by title, aliases, headings and body."""
    title, aliases, headings, body = texts
    columns = (title, "\n".join(aliases), "\n".join(headings), body)
    database.run(
        "INSERT INTO fts (rowid, title, aliases, headings, body) VALUES (?, ?, ?, ?, ?)",
        (section_id, *(" ".join(folded_words(column)) for column in columns)),
    )


def rebuild_words(database: Database) -> None:
    """Index all stored sections anew."""
    database.run("DELETE FROM fts")
    aliases: dict[int, list[str]] = {}
    for note_id, name in database.rows("SELECT note_id, name FROM aliases ORDER BY 1, position"):
        aliases.setdefault(note_id, []).append(name)
    for section_id, note_id, title, headings, body in database.rows(
        "SELECT sections.id, note_id, title, heading_path, body"
        " FROM sections JOIN notes ON notes.id = note_id ORDER BY sections.id"
    ):
        path = from_json(database.folder, headings)
        insert_words(database, section_id, (title, aliases.get(note_id, ()), path, body))


def search_words(
    database: Database, query: str, limit: int, within: set[int] | None
) -> list[tuple[int, float]]:
    """Return (section id, BM25 with higher = better), best first, at most `limit` of them."""
    expression = _without_common(database, parse_query(query)).expression()
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


def _without_common(database: Database, words: QueryWords) -> QueryWords:
    """Drop the words that too many sections hold, where others remain."""
    count = database.row("SELECT count(*) FROM sections")
    total = count[0] if count else 0
    if total < _LARGE or len(words.wanted) < 2:
        return words
    most = int(total * _COMMON)
    rare = tuple(term for term in words.wanted if not _is_common(database, term, most))
    return QueryWords(rare or words.wanted, words.unwanted)


def _is_common(database: Database, term: str, most: int) -> bool:
    """Whether more than `most` sections hold a term; looks at no more than that."""
    found = database.row("SELECT 1 FROM fts WHERE fts MATCH ? LIMIT 1 OFFSET ?", (term, most))
    return found is not None
