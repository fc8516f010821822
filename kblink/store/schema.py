"""Schema 5 of the catalogue, and the check that a file holds just this schema.

A catalogue may come with a cloned vault, so nothing in it is trusted: views, triggers and tables
that are not ours are refused. The version is `PRAGMA user_version`; a change of these statements
is a new version with a migration.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

VERSION = 5

_SPAN = """
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    line INTEGER NOT NULL,
    col INTEGER NOT NULL,
    end_line INTEGER NOT NULL,
    end_col INTEGER NOT NULL"""

_OF_NOTE = """
    note_id INTEGER NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
    position INTEGER NOT NULL"""

_CLUSTERED = "PRIMARY KEY (note_id, position)\n) STRICT, WITHOUT ROWID"

# `linked`: a link of another note leads there; `linking`: a link of the note leads to another. They
# follow from the links, of which there are too many for each check to count them.
_NOTES = (
    """CREATE TABLE notes (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    title TEXT NOT NULL,
    title_source TEXT NOT NULL CHECK (title_source IN ('front-matter', 'heading', 'name')),
    language TEXT NOT NULL,
    date TEXT,
    linked INTEGER NOT NULL DEFAULT 0 CHECK (linked IN (0, 1)),
    linking INTEGER NOT NULL DEFAULT 0 CHECK (linking IN (0, 1))
) STRICT""",
    """CREATE TABLE attachments (
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    linked INTEGER NOT NULL DEFAULT 0 CHECK (linked IN (0, 1))
) STRICT, WITHOUT ROWID""",
)

_PARTS = (
    f"CREATE TABLE aliases ({_OF_NOTE},\n    name TEXT NOT NULL,\n    {_CLUSTERED}",
    f"""CREATE TABLE tags ({_OF_NOTE},
    name TEXT NOT NULL,{_SPAN},
    folded TEXT NOT NULL,
    {_CLUSTERED}""",
    "CREATE INDEX tags_by_name ON tags (folded)",
    f"""CREATE TABLE headings ({_OF_NOTE},
    level INTEGER NOT NULL,
    text TEXT NOT NULL,{_SPAN},
    {_CLUSTERED}""",
    f"CREATE TABLE blocks ({_OF_NOTE},\n    block_id TEXT NOT NULL,{_SPAN},\n    {_CLUSTERED}",
    f"CREATE TABLE anchors ({_OF_NOTE},\n    name TEXT NOT NULL,\n    {_CLUSTERED}",
    f"CREATE TABLE footnotes ({_OF_NOTE},\n    name TEXT NOT NULL,\n    {_CLUSTERED}",
    f"""CREATE TABLE problems ({_OF_NOTE},
    code TEXT NOT NULL,
    message TEXT NOT NULL,{_SPAN},
    {_CLUSTERED}""",
    f"""CREATE TABLE suppressions ({_OF_NOTE},
    line INTEGER NOT NULL,
    codes TEXT NOT NULL,
    {_CLUSTERED}""",
)

TOLD = "status NOT IN ('ok', 'external') OR warnings <> '[]'"
"""Tells the links that `check` may have to speak of; queries must write it just so."""
EMBEDS_A_NOTE = "kind = 'embed' AND target_kind <> 'attachment'"
"""Tells the links that may be part of a circle; queries must write it just so."""
_EMBEDDING = "note_id, target_path, kind, target_kind"
TOLD_COLUMNS = (
    "status, warnings, raw, target, fragment, target_path, candidates,"
    " span_start, span_end, line, col, end_line, end_col"
)
"""What is told of a link; an index has all of it, so that the few can be read without the many."""

# The first half of a link row is what stands in the note, the second the verdict on it.
_LINKS = (
    f"""CREATE TABLE links ({_OF_NOTE},
    kind TEXT NOT NULL,
    raw TEXT NOT NULL,
    target TEXT NOT NULL,
    fragment TEXT,
    display TEXT,
    external INTEGER NOT NULL CHECK (external IN (0, 1)),
    commented INTEGER NOT NULL CHECK (commented IN (0, 1)),{_SPAN},
    status TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    target_path TEXT,
    target_fragment TEXT,
    fragment_ok INTEGER CHECK (fragment_ok IN (0, 1)),
    warnings TEXT NOT NULL,
    candidates TEXT NOT NULL,
    {_CLUSTERED}""",
    "CREATE INDEX links_by_target ON links (target_path) WHERE target_path IS NOT NULL",
    f"CREATE INDEX links_told ON links (note_id, position, {TOLD_COLUMNS}) WHERE {TOLD}",
    f"CREATE INDEX links_embedding ON links ({_EMBEDDING}) WHERE {EMBEDS_A_NOTE}",
)

# Of `fts` the rowid is the section's id; its text is folded and stemmed (words.py). `terms` are the
# words as they are written, `spoken` what they sound like in either script.
_SECTIONS = (
    """CREATE TABLE sections (
    id INTEGER PRIMARY KEY,
    note_id INTEGER NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    heading_path TEXT NOT NULL,
    line INTEGER NOT NULL,
    end_line INTEGER NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL,
    language TEXT NOT NULL,
    UNIQUE (note_id, ordinal)
) STRICT""",
    """CREATE VIRTUAL TABLE fts USING fts5(
    title, aliases, headings, body, tokenize = 'unicode61 remove_diacritics 2'
)""",
    """CREATE TABLE terms (
    word TEXT PRIMARY KEY,
    stem TEXT NOT NULL,
    sections INTEGER NOT NULL
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE spoken (
    key TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (key, word)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE vector_rows (
    row INTEGER PRIMARY KEY,
    section_id INTEGER NOT NULL UNIQUE REFERENCES sections (id)
) STRICT""",
)

# `embeddings` keeps its rowid: a vector is too long for the inner pages of a clustered table.
_VECTORS = (
    """CREATE TABLE embeddings (
    encoder_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (encoder_id, digest)
) STRICT""",
    """CREATE TABLE encoders (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    weights TEXT NOT NULL,
    pooling TEXT NOT NULL,
    dimension INTEGER NOT NULL,
    max_length INTEGER NOT NULL,
    query_prefix TEXT NOT NULL,
    passage_prefix TEXT NOT NULL,
    languages TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE boilerplate (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    lines TEXT NOT NULL
) STRICT""",
    """CREATE TABLE learned (
    name TEXT PRIMARY KEY,
    basis TEXT NOT NULL,
    weights TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE generation (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    number INTEGER NOT NULL,
    recipe TEXT NOT NULL,
    words_recipe TEXT NOT NULL,
    encoder_id TEXT NOT NULL REFERENCES encoders (id),
    scanned_at_ns INTEGER NOT NULL,
    scan TEXT NOT NULL,
    totals TEXT NOT NULL,
    vector_name TEXT NOT NULL,
    vector_sha256 TEXT NOT NULL,
    vector_size INTEGER NOT NULL
) STRICT""",
)

KEPT_TABLES = ("encoders", "embeddings", "boilerplate")
"""What a migration takes over, where it is as today: all else is made anew from the notes."""

STATEMENTS: tuple[str, ...] = _NOTES + _PARTS + _LINKS + _SECTIONS + _VECTORS

_STATED = frozenset(STATEMENTS)
_FTS_TABLES = ("data", "idx", "content", "docsize", "config")
_UNIQUE_TABLES = ("notes", "sections", "vector_rows", "embeddings")

OBJECTS = "SELECT type, name, sql FROM sqlite_master"
_Objects: TypeAlias = frozenset[tuple[str, str, str | None]]


def schema_objects(rows: Iterable[tuple[Any, ...]]) -> _Objects:
    """Make a comparable set of the rows of `OBJECTS`: (kind, name, statement).

    Of FTS5's own tables only the head of the statement counts: SQLite writes the rest, and not the
    same in all versions.
    """
    return frozenset(
        (kind, name, sql.partition("(")[0] if name.startswith("fts_") and sql else sql)
        for kind, name, sql in rows
    )


_MADE_BY_SQLITE: _Objects = frozenset(
    (
        *(("table", f"fts_{n}", f"CREATE TABLE 'fts_{n}'") for n in _FTS_TABLES),
        *(("index", f"sqlite_autoindex_{name}_1", None) for name in _UNIQUE_TABLES),
    )
)


def is_expected(found: _Objects) -> bool:
    """Whether these are the objects of a catalogue that was just made.

    What SQLite makes of our statements is known; only where a version of it makes something else
    is it asked.
    """
    own = {(kind, name, sql) for kind, name, sql in found if sql in _STATED}
    is_known = len(own) == len(STATEMENTS) and found - own == _MADE_BY_SQLITE
    return is_known or found == expected_objects()


@lru_cache(maxsize=1)
def expected_objects() -> _Objects:
    """Return the objects of a catalogue that was just made."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in STATEMENTS:
            connection.execute(statement)
        return schema_objects(connection.execute(OBJECTS).fetchall())
