"""One SQLite connection: text made storable, SQLite's errors put into words, transactions."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeAlias

from kblink.errors import CatalogueError, LockedError
from kblink.store.exact_text import restored, storable
from kblink.store.folder import not_writable

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence
    from pathlib import Path

Stored: TypeAlias = str | int | float | bytes | None

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_UNWRITABLE = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_TOOBIG}
REBUILD = "Run `kblink index --full` to make it anew."


class UnusableError(CatalogueError):
    """The catalogue's content cannot be used; a full rebuild mends it."""


class MissingError(CatalogueError):
    """There is no catalogue, or one that a run has only begun; the next writer makes it."""


class ForeignError(CatalogueError):
    """The catalogue was made by somebody else; the next writer makes it anew."""


class OutdatedError(CatalogueError):
    """The catalogue was made by an older kblink; the next writer migrates it."""


def damaged(folder: Path, reason: str) -> UnusableError:
    """Say that the index in `folder` is damaged, why, and what mends it."""
    return UnusableError(f"The index in {folder} is damaged: {reason}.", hint=REBUILD)


class Database:
    """A connection to the catalogue of `folder`; every statement of the store goes through it.

    Its methods raise LockedError, UnwritableIndexError, UnusableError (damage); other errors of
    SQLite are mistakes of ours and pass as they are.
    """

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self.folder = folder
        self._connection = connection
        connection.text_factory = restored

    def rows(self, statement: str, values: Sequence[Stored] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        with self._in_words():
            return self._connection.execute(statement, _storable(values)).fetchall()

    def row(self, statement: str, values: Sequence[Stored] = ()) -> tuple[Any, ...] | None:
        """Return the first row of a query, None where there is none."""
        with closing(self.each(statement, values)) as found:
            return next(found, None)

    def each(
        self, statement: str, values: Sequence[Stored] = ()
    ) -> Generator[tuple[Any, ...], None, None]:
        """Yield the rows of a query one by one, for those that should not all be in memory."""
        with self._in_words():
            cursor = self._connection.execute(statement, _storable(values))
            try:
                for row in cursor:  # noqa: UP028 - `yield from` would close the cursor itself
                    yield row
            finally:
                # Where an error ended the reading, the connection may have been closed before.
                with suppress(sqlite3.ProgrammingError):
                    cursor.close()

    def run(self, statement: str, values: Sequence[Stored] = ()) -> int:
        """Run a statement that changes something; return the rowid of what it inserted."""
        with self._in_words():
            return self._connection.execute(statement, _storable(values)).lastrowid or 0

    def run_many(self, statement: str, rows: Iterable[Sequence[Stored]]) -> None:
        """Run a statement once for each row of values."""
        with self._in_words():
            self._connection.executemany(statement, map(_storable, rows))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write durably: all of what happens inside, or nothing of it."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read from one state of the database; inside another snapshot this one is the same."""
        if self._connection.in_transaction:
            yield
            return
        self.run("BEGIN")
        try:
            # SQLite takes the snapshot at the first read, not at BEGIN.
            self.row("SELECT number FROM generation")
            yield
        finally:
            self._roll_back()

    def checkpoint(self) -> None:
        """Move the write-ahead log into the database, as far as readers let it."""
        # What is committed stays committed in the log; a reader must not make a writer wait.
        with suppress(CatalogueError):
            self.run("PRAGMA busy_timeout = 0")
            self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            self.run(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")

    def close(self) -> None:
        """Close the connection; a transaction that is open is rolled back."""
        with self._in_words():
            self._connection.close()

    def _roll_back(self) -> None:
        # SQLite has rolled back by itself after some errors.
        if self._connection.in_transaction:
            with suppress(CatalogueError):
                self.run("ROLLBACK")

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            expected = _expected(error, self.folder)
            if expected is None:
                raise
            raise expected from error
        except UnicodeError as error:
            raise damaged(self.folder, "it holds text that is not UTF-8") from error


BUSY_TIMEOUT_MS = 5000
"""How long a statement waits for another connection: only recovery after a crash takes any."""


def _storable(values: Sequence[Stored]) -> tuple[Stored, ...]:
    return tuple(storable(value) if isinstance(value, str) else value for value in values)


def _expected(error: sqlite3.Error, folder: Path) -> CatalogueError | None:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    if code in _BUSY:
        return LockedError(
            f"Another program is writing to the index in {folder}.",
            hint="Wait until it has ended, then run again.",
        )
    if code in _UNWRITABLE:
        return not_writable(folder, error)
    # FTS5 tells of damage in its tables by a plain error that begins with its name.
    if code in _DAMAGED or (code == sqlite3.SQLITE_ERROR and "fts5" in str(error)):
        return damaged(folder, _plain(str(error)))
    return None


def _plain(text: str) -> str:
    """Return one line of what may quote a damaged file."""
    line = " ".join(text.split())[:200]
    return "".join(each if each.isprintable() else "\ufffd" for each in line)
