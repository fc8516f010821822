"""What the catalogue knows of files: sizes and times, so that a scan tells what has changed."""

from __future__ import annotations

from itertools import chain, compress
from typing import TYPE_CHECKING, Any

from kblink.store.generation import Totals
from kblink.store.rows import FileState, KnownFiles
from kblink.store.stored_lists import as_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kblink.model import FileEntry
    from kblink.store.database import Database


def read_states(database: Database) -> dict[str, FileState]:
    """Return the state of every note and attachment, by path."""
    rows = database.each(
        "SELECT path, size, mtime_ns, content_hash, 1 FROM notes"
        " UNION ALL SELECT path, size, mtime_ns, '', 0 FROM attachments ORDER BY path"
    )
    return {
        path: FileState(path, size, mtime_ns, content_hash, bool(is_note))
        for path, size, mtime_ns, content_hash, is_note in rows
    }


def read_note_states(database: Database, paths: Iterable[str]) -> dict[str, FileState]:
    """Return the states of those of the files that are notes, by path."""
    rows = database.each(
        "SELECT path, size, mtime_ns, content_hash FROM notes"
        " WHERE path IN (SELECT value FROM json_each(?))",
        (as_json(paths),),
    )
    return {
        path: FileState(path, size, mtime_ns, content_hash, is_note=True)
        for path, size, mtime_ns, content_hash in rows
    }


def read_files(database: Database) -> KnownFiles:
    """Return all files, and which of them are linked or link."""
    notes = database.rows("SELECT id, path, size, mtime_ns, title, linked, linking FROM notes")
    others = database.rows("SELECT path, size, mtime_ns, linked FROM attachments")
    # By columns, since a loop over the rows takes three times as long.
    ids, paths, sizes, times, titles, linked, linking = _columns(notes, 7)
    names, *states, used = _columns(others, 4)
    return KnownFiles(
        notes=dict(zip(ids, paths, strict=True)),
        titles=dict(zip(paths, titles, strict=True)),
        attachments=frozenset(names),
        entries=frozenset(
            chain(zip(paths, sizes, times, strict=True), zip(names, *states, strict=True))
        ),
        linked=frozenset(chain(compress(paths, linked), compress(names, used))),
        linking=frozenset(compress(paths, linking)),
    )


def _columns(rows: Sequence[tuple[Any, ...]], number: int) -> Sequence[Sequence[Any]]:
    return [*zip(*rows, strict=True)] if rows else [()] * number


def touch_files(database: Database, entries: Iterable[FileEntry]) -> None:
    """Set size and time of files whose content is the same."""
    values = [(entry.size, entry.mtime_ns, entry.path) for entry in entries]
    database.run_many("UPDATE notes SET size = ?, mtime_ns = ? WHERE path = ?", values)
    database.run_many("UPDATE attachments SET size = ?, mtime_ns = ? WHERE path = ?", values)


def insert_attachments(database: Database, entries: Iterable[FileEntry]) -> None:
    """Write attachments that are not stored."""
    database.run_many(
        "INSERT INTO attachments (path, size, mtime_ns) VALUES (?, ?, ?)",
        ((entry.path, entry.size, entry.mtime_ns) for entry in entries),
    )


def delete_files(database: Database, paths: Iterable[str]) -> None:
    """Delete notes, with all that is theirs, and attachments."""
    gone = (as_json(paths),)
    # From the word index first: FTS5 would keep ghosts of rows that it can no longer name.
    database.run(
        "DELETE FROM fts WHERE rowid IN (SELECT sections.id FROM sections JOIN notes"
        " ON notes.id = note_id WHERE path IN (SELECT value FROM json_each(?)))",
        gone,
    )
    database.run("DELETE FROM notes WHERE path IN (SELECT value FROM json_each(?))", gone)
    database.run("DELETE FROM attachments WHERE path IN (SELECT value FROM json_each(?))", gone)


def delete_all_files(database: Database) -> None:
    """Delete every note and attachment; the cache of embeddings stays."""
    for table in ("fts", "notes", "attachments"):
        database.run(f"DELETE FROM {table}")  # noqa: S608  names of ours


def read_totals(database: Database) -> Totals:
    """Count notes, sections and links, and notes by language, the most frequent first."""
    counts = database.row(
        "SELECT (SELECT count(*) FROM notes), (SELECT count(*) FROM sections),"
        " (SELECT count(*) FROM links WHERE status <> 'ignored')"
    )
    languages = database.rows(
        "SELECT language, count(*) FROM notes GROUP BY language ORDER BY 2 DESC, 1"
    )
    notes, sections, links = counts or (0, 0, 0)
    return Totals(notes, sections, links, tuple((code, count) for code, count in languages))
