"""Making the tables of a catalogue, in a new file or in one of an older kblink.

All rows are derived from the notes but the vectors, which took long to make, and the list of lines
that are left out of what is embedded. So a migration from any older schema keeps these and makes
the rest anew; the next run fills it. One transaction: a run
that is killed in it leaves the old catalogue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.store.schema import KEPT_TABLES, OBJECTS, STATEMENTS, VERSION, expected_objects

if TYPE_CHECKING:
    from kblink.store.database import Database


def create(database: Database) -> None:
    """Make the tables in a file that has none."""
    with database.transaction():
        _make_tables(database, kept=frozenset())


def migrate(database: Database) -> None:
    """Make the tables of an older catalogue anew; vectors that are stored as today are kept."""
    database.run("PRAGMA foreign_keys = OFF")  # else each dropped table is emptied row by row
    with database.transaction():
        found = database.rows(OBJECTS)
        expected = expected_objects()
        same = {name for kind, name, sql in found if (kind, name, sql) in expected}
        kept = _kept(same)
        for kind, name, sql in sorted(found, key=_triggers_and_views_first):
            if name not in kept and _stands_alone(name, sql) and _exists(database, name):
                quoted = name.replace('"', '""')
                database.run(f'DROP {kind} "{quoted}"')
        _make_tables(database, kept)
    database.run("PRAGMA foreign_keys = ON")


def _kept(same: set[str]) -> frozenset[str]:
    """Which tables stay, of those that are the `same` as today: vectors with their encoders."""
    kept = same.intersection(KEPT_TABLES)
    return frozenset(kept) if {"encoders", "embeddings"} <= kept else frozenset()


def _make_tables(database: Database, kept: frozenset[str]) -> None:
    for statement in STATEMENTS:
        if not any(statement.startswith(f"CREATE TABLE {name} ") for name in kept):
            database.run(statement)
    database.run(f"PRAGMA user_version = {VERSION}")


def _triggers_and_views_first(item: tuple[str, str, str | None]) -> int:
    return ("trigger", "view", "index", "table").index(item[0])


def _stands_alone(name: str, sql: str | None) -> bool:
    """Whether it can be dropped itself: indexes of keys and tables of FTS5 go with their owner."""
    return sql is not None and not name.startswith(("sqlite_", "fts_"))


def _exists(database: Database, name: str) -> bool:
    return bool(database.rows("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)))
