"""What notes say, as the word index keeps it, and what joins them: read for many notes at once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from kblink.store.stored_lists import as_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kblink.store.database import Database

_OF = " WHERE path IN (SELECT value FROM json_each(?))"


class SectionText(NamedTuple):
    """A section of the note at `path`: the stemmed words of its headings and its body, blanks
    between, how many characters its body has, and the digest of what was embedded."""

    path: str
    headings: str
    body: str
    length: int
    digest: str


def read_texts(database: Database, paths: Collection[str] | None) -> Iterator[SectionText]:
    """Yield the sections of some notes, or of all, in the order of paths, then as they stand."""
    only, values = ("", ()) if paths is None else (_OF, (as_json(sorted(paths)),))
    rows = database.each(
        "SELECT path, fts.headings, fts.body, length(sections.body), digest"  # noqa: S608  ours
        " FROM sections JOIN notes ON notes.id = note_id JOIN fts ON fts.rowid = sections.id"
        f"{only} ORDER BY path, ordinal",
        values,
    )
    for row in rows:
        yield SectionText(*row)


def read_pairs(database: Database) -> list[tuple[str, str]]:
    """Return the paths of each two notes of which one links to the other by a sound link."""
    return [
        (source, target)
        for source, target in database.rows(
            "SELECT DISTINCT notes.path, target_path FROM links"
            " JOIN notes ON notes.id = links.note_id JOIN notes AS found ON"
            " found.path = target_path"
            " WHERE status IN ('ok', 'ambiguous') AND target_path <> notes.path"
        )
    ]


def read_tags(database: Database) -> dict[str, frozenset[str]]:
    """Return the folded tags of each note that has any, by path."""
    found: dict[str, set[str]] = {}
    for path, tag in database.rows(
        "SELECT path, folded FROM tags JOIN notes ON notes.id = note_id"
    ):
        found.setdefault(path, set()).add(tag)
    return {path: frozenset(tags) for path, tags in found.items()}


def read_having(database: Database) -> dict[str, int]:
    """Return how many sections have each word, by its stem; the title is of the first of a note.

    Counted in the text: `terms` lack the words that are on no list of suggestions, the shortest of
    all ("of", "и"), and have a section once for each form of a word. Cost: 10 µs a section.
    """
    having: Counter[str] = Counter()
    for texts in database.each(
        "SELECT CASE ordinal WHEN 0 THEN fts.title ELSE '' END, fts.headings, fts.body"
        " FROM sections JOIN fts ON fts.rowid = sections.id"
    ):
        having.update({word for text in texts for word in text.split()})
    return dict(having)


def read_notes_with(database: Database, expression: str, limit: int) -> list[str]:
    """Return the paths of the notes whose sections answer an expression of FTS5 best."""
    rows = database.rows(
        "SELECT path FROM (SELECT rowid, bm25(fts) AS score FROM fts WHERE fts MATCH ?"
        " ORDER BY score LIMIT ?) AS best JOIN sections ON sections.id = best.rowid"
        " JOIN notes ON notes.id = note_id ORDER BY score",
        (expression, limit),
    )
    return list(dict.fromkeys(path for (path,) in rows))
