"""Opening the catalogue's database, for reading and for writing, without trusting what is there."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from kblink.errors import UnwritableIndexError
from kblink.store import folder as files
from kblink.store.database import (
    BUSY_TIMEOUT_MS,
    REBUILD,
    Database,
    MissingError,
    OutdatedError,
    UnusableError,
    damaged,
)
from kblink.store.generation import read_generation
from kblink.store.schema import OBJECTS, VERSION, is_expected, schema_objects

if TYPE_CHECKING:
    from contextlib import ExitStack

# Set on every connection, since distributions change the defaults.
_PRAGMAS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
)


def open_for_reading(folder: Path, resources: ExitStack) -> Database:
    """Open the catalogue in `folder` for reading, also where nothing can be written.

    What has to be undone at the end is put on `resources`. Raises CatalogueError where there is
    none, where it is damaged or newer, and where a symlink stands in its place.
    """
    files.refuse_symlinks(folder)
    path = folder / files.DATABASE
    if not files.size_of(path):
        raise MissingError(f"There is no index in {folder}.", hint="Run `kblink index`.")
    try:
        database = _checked_reader(path, "mode=ro", folder, resources)
    except UnwritableIndexError:
        # What may be changed while it is read is never opened as if it could not be.
        if files.may_write(folder):
            raise
        # A WAL database needs files beside it even for reading. Where the folder takes none and
        # there is no log, the file can be read as it stands; a log must not be passed over.
        if files.size_of(folder / files.WAL):
            database = _checked_reader(_copied(folder, resources), "mode=rw", folder, resources)
        else:
            database = _checked_reader(path, "immutable=1", folder, resources)
    database.run("PRAGMA query_only = ON")
    return database


def discard(folder: Path) -> None:
    """Delete the catalogue in `folder` unread; the caller holds the write lock."""
    files.refuse_symlinks(folder)
    for name in (files.WAL, files.SHM, files.JOURNAL, files.DATABASE):
        (folder / name).unlink(missing_ok=True)


def open_for_writing(folder: Path, resources: ExitStack, *, rebuild: bool) -> Database:
    """Open the catalogue in `folder` for writing, made where it is missing.

    The caller holds the write lock. With `rebuild` the file is examined, and one that cannot be
    used is deleted and made anew. Raises UnusableError (without `rebuild`), UnwritableIndexError.
    """
    files.refuse_symlinks(folder)
    try:
        return _checked_writer(folder, resources, examine=rebuild)
    except UnusableError:
        if not rebuild:
            raise
    discard(folder)
    return _checked_writer(folder, resources, examine=False)


def _checked_reader(path: Path, mode: str, folder: Path, resources: ExitStack) -> Database:
    database = _connected(path, mode, folder)
    try:
        _check(database)
    except BaseException:
        database.close()
        raise
    resources.callback(database.close)
    return database


def _checked_writer(folder: Path, resources: ExitStack, *, examine: bool) -> Database:
    from kblink.store.migrate import create, migrate

    database = _connected(folder / files.DATABASE, "mode=rwc", folder)
    try:
        database.rows("PRAGMA journal_mode = WAL")
        database.run("PRAGMA synchronous = FULL")
        version = _version(database)
        if version == 0 and not database.rows(OBJECTS):
            create(database)
        elif 0 < version < VERSION:
            migrate(database)
        _check(database)
        if examine:
            _examine(database)
    except BaseException:
        database.close()
        raise
    resources.callback(database.close)
    return database


def _connected(path: Path, mode: str, folder: Path) -> Database:
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None
        )
    except sqlite3.Error as error:
        raise files.not_writable(folder, error) from error
    database = Database(connection, folder)
    try:
        for pragma in _PRAGMAS:
            database.run(pragma)
    except BaseException:
        database.close()
        raise
    return database


def _check(database: Database) -> None:
    """Raise UnusableError unless the file holds today's schema and nothing else.

    Raises OutdatedError where it is that of an older kblink.
    """
    version = _version(database)
    if version > VERSION:
        raise UnusableError(
            f"The index in {database.folder} was made by a newer kblink (schema {version}).",
            hint=f"Update kblink. Or: {REBUILD}",
        )
    if 0 < version < VERSION:
        raise OutdatedError(
            f"The index in {database.folder} was made by an older kblink (schema {version}).",
            hint="Run `kblink index`.",
        )
    found = schema_objects(database.rows(OBJECTS))
    if version == 0 and not found:
        raise MissingError(f"The index in {database.folder} is empty.", hint="Run `kblink index`.")
    if version != VERSION or not is_expected(found):
        raise damaged(database.folder, "its tables are not those of kblink")


def _examine(database: Database) -> None:
    """Read the whole file. Raises UnusableError where SQLite finds it damaged."""
    from kblink.store.verify import verify_readable

    verify_readable(database)
    read_generation(database)
    with database.transaction():
        database.run("INSERT INTO fts (fts) VALUES ('integrity-check')")


def _version(database: Database) -> int:
    found = database.row("PRAGMA user_version")
    return int(found[0]) if found else 0


def _copied(folder: Path, resources: ExitStack) -> Path:
    import shutil
    import tempfile

    copy = Path(resources.enter_context(tempfile.TemporaryDirectory(prefix="kblink-")))
    for name in (files.DATABASE, files.WAL):
        shutil.copyfile(folder / name, copy / name)
    return copy / files.DATABASE
