"""Cells of an index that say what is not so: each of every table, and what may be written there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIES: tuple[str | int | float | bytes | None, ...] = (
    *(-1, 0, 1, 1 << 62, (1 << 63) - 1, 0.5, None, b"\xff\x00", "", "x", "\x1b[31m"),
    *("../outside.md", "../../outside.md", "/etc/passwd", "sound.md", "n.md", "vectors-9.faiss"),
    *("ok", "broken-heading", "note", "embed", "property", "en", "2024-01-01", "\U0010ffff000041"),
    *("\U0010ffffffffff", "{}", '["a",', '["x"]', '["case-mismatch"]', "[" * 100_000, "a\nb" * 99),
    *('[["x", "y", 1e999, "z"]]', '[["../x.md", "y", 0.9, "z"]]', '[["x", "y", NaN, "z"]]'),
)
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'fts%'"


class Cell(NamedTuple):
    """One value in the database: its table, its column, and which row of the table."""

    table: str
    column: str
    row: int


def cells(database: Path) -> Iterator[Cell]:
    """Yield every cell of every table but those of the word index."""
    with closing(sqlite3.connect(database)) as connection:
        for (table,) in connection.execute(_TABLES).fetchall():
            rows = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for column in connection.execute(f"PRAGMA table_info({table})").fetchall():
                yield from (Cell(table, column[1], row) for row in range(rows))


def tell(database: Path, cell: Cell, lie: str | float | bytes | None, *, any_type: bool) -> bool:
    """Write a lie into a cell; False where the table cannot hold it. With `any_type` neither do the
    types of the schema hinder it, which a file that was made by hand need not keep."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA foreign_keys = OFF")
        schema = _schema(connection, cell.table)
        if any_type:
            loose = schema.replace("STRICT, ", "").replace(" STRICT", "").replace(" NOT NULL", "")
            _set_schema(connection, cell.table, loose)
    told = _write(database, cell, lie)
    if any_type:
        with closing(sqlite3.connect(database, isolation_level=None)) as connection:
            _set_schema(connection, cell.table, schema)
    return told


def _write(database: Path, cell: Cell, lie: str | float | bytes | None) -> bool:
    table, column, row = cell
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA foreign_keys = OFF")
        keys = [each[1] for each in connection.execute(f"PRAGMA table_info({table})") if each[5]]
        key, marks = ", ".join(keys), ", ".join("?" * len(keys))
        chosen = f"SELECT {key} FROM {table} LIMIT 1 OFFSET {row}"  # noqa: S608 - names of ours
        values = connection.execute(chosen).fetchone()
        statement = f"UPDATE {table} SET {column} = ? WHERE ({key}) = ({marks})"  # noqa: S608
        try:
            connection.execute(statement, (lie, *values))
        except (sqlite3.Error, OverflowError):
            return False
    return True


def _schema(connection: sqlite3.Connection, table: str) -> str:
    found = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,))
    return str(found.fetchone()[0])


def _set_schema(connection: sqlite3.Connection, table: str, schema: str) -> None:
    version = connection.execute("PRAGMA schema_version").fetchone()[0]
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (schema, table))
    connection.execute(f"PRAGMA schema_version = {version + 1}")
