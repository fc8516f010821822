"""A `Note` as rows and back: what is read is equal to what was written."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kblink.model import Block, Heading, Note, Problem, Span, Suppression, Tag
from kblink.store.link_rows import read_links
from kblink.store.rows import NoteNames
from kblink.store.span_rows import SPAN_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kblink.model import FileEntry
    from kblink.store.database import Database, Stored


@dataclass(frozen=True, slots=True)
class _Part:
    """A table of a note's tuple: its columns, an item as values, values as an item."""

    columns: str
    values: Callable[[Any], tuple[Stored, ...]]
    item: Callable[..., Any]


def fold_tag(name: str) -> str:
    """Return a tag as it is compared: no `#`, no outer `/`, one case, one normal form."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return unicodedata.normalize("NFC", folded).lstrip("#").strip("/")


# By the name of the field, which is that of the table too.
_PARTS = {
    "aliases": _Part("name", lambda name: (name,), str),
    "tags": _Part(
        f"name, folded, {SPAN_COLUMNS}",
        lambda tag: (tag.name, fold_tag(tag.name), *tag.span),
        lambda name, _folded, *span: Tag(name, Span(*span)),
    ),
    "headings": _Part(
        f"level, text, {SPAN_COLUMNS}",
        lambda heading: (heading.level, heading.text, *heading.span),
        lambda level, text, *span: Heading(level, text, Span(*span)),
    ),
    "blocks": _Part(
        f"block_id, {SPAN_COLUMNS}",
        lambda block: (block.id, *block.span),
        lambda block_id, *span: Block(block_id, Span(*span)),
    ),
    "anchors": _Part("name", lambda name: (name,), str),
    "footnotes": _Part("name", lambda name: (name,), str),
    "problems": _Part(
        f"code, message, {SPAN_COLUMNS}",
        lambda problem: (problem.code, problem.message, *problem.span),
        lambda code, message, *span: Problem(code, message, Span(*span)),
    ),
    "suppressions": _Part(
        "line, codes",
        lambda item: (item.line, " ".join(item.codes)),
        lambda line, codes: Suppression(line, tuple(codes.split())),
    ),
}


def insert_note(database: Database, entry: FileEntry, content_hash: str, note: Note) -> int:
    """Write a note, all but its links and sections; return its row's id."""
    note_id = database.run(
        "INSERT INTO notes"
        " (path, size, mtime_ns, content_hash, title, title_source, language, date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.path,
            entry.size,
            entry.mtime_ns,
            content_hash,
            note.title,
            note.title_source,
            note.language,
            note.date,
        ),
    )
    for field in _PARTS:
        _insert_part(database, field, note_id, getattr(note, field))
    return note_id


def _insert_part(database: Database, table: str, note_id: int, items: Sequence[Any]) -> None:
    part = _PARTS[table]
    marks = ", ".join("?" * (3 + part.columns.count(",")))
    statement = (
        f"INSERT INTO {table} (note_id, position, {part.columns})"  # noqa: S608  names of ours
        f" VALUES ({marks})"
    )
    database.run_many(
        statement,
        ((note_id, position, *part.values(item)) for position, item in enumerate(items)),
    )


def read_notes(database: Database, at: str | None = None) -> list[Note]:
    """Return all notes by path, or the one `at` a path alone."""
    where, values = ("", ()) if at is None else (" WHERE path = ?", (at,))
    heads = database.rows(
        "SELECT id, path, title, title_source, language, date FROM notes"  # noqa: S608  ours
        + where
        + " ORDER BY path",
        values,
    )
    if not heads:
        return []
    only = None if at is None else heads[0][0]
    parts = {field: read_part(database, field, only) for field in _PARTS}
    links = read_links(database, only)
    return [
        Note(
            path=path,
            title=title,
            title_source=source,
            language=language,
            date=date,
            links=tuple(links.get(note_id, ())),
            **{field: tuple(items.get(note_id, ())) for field, items in parts.items()},
        )
        for note_id, path, title, source, language, date in heads
    ]


def read_names(database: Database) -> list[NoteNames]:
    """Return path, title and aliases of every note, by path."""
    aliases = read_part(database, "aliases", None)
    rows = database.rows("SELECT id, path, title FROM notes ORDER BY path")
    return [NoteNames(path, title, tuple(aliases.get(id_, ()))) for id_, path, title in rows]


def read_part(database: Database, table: str, note_id: int | None) -> dict[int, list[Any]]:
    """Return the items of all notes, or of one, by the note's row id."""
    part = _PARTS[table]
    where, values = ("", ()) if note_id is None else (" WHERE note_id = ?", (note_id,))
    found: defaultdict[int, list[Any]] = defaultdict(list)
    rows: Iterable[tuple[Any, ...]] = database.each(
        f"SELECT note_id, {part.columns} FROM {table}{where}"  # noqa: S608  names of ours
        " ORDER BY note_id, position",
        values,
    )
    for owner, *columns in rows:
        found[owner].append(part.item(*columns))
    return found
