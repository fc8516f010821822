"""Sections as rows, and which of them a filter lets through."""

from __future__ import annotations

import fnmatch
import unicodedata
from typing import TYPE_CHECKING, Any

from kblink.store.database import damaged
from kblink.store.note_rows import fold_tag
from kblink.store.rows import SectionPlace, StoredSection
from kblink.store.stored_lists import as_json, from_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kblink.model import Section, SectionFilter
    from kblink.store.database import Database

_MOST_GLOBS = 64
_SELECT = (
    "SELECT sections.id, path, title, ordinal, heading_path, line, end_line, body, digest,"
    " sections.language FROM sections JOIN notes ON notes.id = note_id"
)
_TYPES = (int, str, str, int, str, int, int, str, str, str)


def insert_section(database: Database, note_id: int, section: Section) -> int:
    """Write a section; return its id. Its `text` is not kept: its vector stands for it."""
    return database.run(
        "INSERT INTO sections"
        " (note_id, ordinal, heading_path, line, end_line, body, digest, language)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            note_id,
            section.ordinal,
            as_json(section.heading_path),
            section.line,
            section.end_line,
            section.body,
            section.digest,
            section.language,
        ),
    )


def read_sections(database: Database, ids: Iterable[int]) -> dict[int, StoredSection]:
    """Return the sections of these ids, as far as they exist."""
    rows = database.rows(
        _SELECT + " WHERE sections.id IN (SELECT value FROM json_each(?))",  # noqa: S608  ours
        (as_json(int(each) for each in ids),),
    )
    return {row[0]: _section(database, row) for row in rows}


def read_places(database: Database, ids: Iterable[int]) -> dict[int, SectionPlace]:
    """Return where the sections of these ids stand, as far as they exist."""
    rows = database.each(
        "SELECT sections.id, path, title, ordinal, heading_path, sections.language"
        " FROM sections JOIN notes ON notes.id = note_id"
        " WHERE sections.id IN (SELECT value FROM json_each(?))",
        (as_json(ids),),
    )
    return {row[0]: SectionPlace(*row) for row in rows}


def read_note_sections(database: Database, path: str) -> list[StoredSection]:
    """Return the sections of the note at `path`, in their order."""
    rows = database.rows(_SELECT + " WHERE path = ? ORDER BY ordinal", (path,))
    return [_section(database, row) for row in rows]


def _section(database: Database, row: Sequence[Any]) -> StoredSection:
    if tuple(map(type, row)) != _TYPES:  # the schema says so; a file made by hand need not
        raise damaged(database.folder, "a section of it is none")
    number, path, title, ordinal, heading_path, *rest = row
    headings = from_json(database.folder, heading_path)
    return StoredSection(number, path, title, ordinal, headings, *rest)


def read_matching(database: Database, chosen: SectionFilter) -> set[int] | None:
    """Return the ids of the sections that `chosen` lets through; None where it sets nothing."""
    tags = {folded for tag in chosen.tags if (folded := fold_tag(tag))}
    dated = chosen.since is not None or chosen.until is not None
    if not tags and chosen.path_glob is None and not dated:
        return None
    notes = [_notes_tagged(database, tag) for tag in sorted(tags)]
    if dated:
        notes.append(_notes_dated(database, chosen.since, chosen.until))
    if chosen.path_glob is not None:
        notes.append(_notes_at(database, chosen.path_glob))
    rows = database.rows(
        "SELECT id FROM sections WHERE note_id IN (SELECT value FROM json_each(?))",
        (as_json(sorted(set.intersection(*notes))),),
    )
    return {number for (number,) in rows}


def _notes_tagged(database: Database, tag: str) -> set[int]:
    # "0" is the character after "/": between the two lies all that is nested in the tag.
    rows = database.rows(
        "SELECT note_id FROM tags WHERE folded = ? UNION"
        " SELECT note_id FROM tags WHERE folded >= ? AND folded < ?",
        (tag, f"{tag}/", f"{tag}0"),
    )
    return {number for (number,) in rows}


def _notes_dated(database: Database, since: str | None, until: str | None) -> set[int]:
    rows = database.rows(
        "SELECT id FROM (SELECT id, coalesce("
        "date, strftime('%Y-%m-%d', mtime_ns / 1000000000, 'unixepoch', 'localtime')) AS day"
        " FROM notes) WHERE day BETWEEN ? AND ?",
        (since or "0000-00-00", until or "9999-99-99"),
    )
    return {number for (number,) in rows}


def _notes_at(database: Database, glob: str) -> set[int]:
    globs = plain_globs(unicodedata.normalize("NFC", glob))
    found = set()
    for number, path in database.rows("SELECT id, path FROM notes"):
        name = unicodedata.normalize("NFC", path)
        if any(fnmatch.fnmatchcase(name, each) for each in globs):
            found.add(number)
    return found


def plain_globs(glob: str) -> list[str]:
    """Return globs in the sense of `fnmatch`, any of which may match, for a glob of paths."""
    whole = f"{glob}*" if glob.endswith("/") else glob
    head, *rest = whole.removeprefix("./").split("**/")
    globs = [head]
    for part in rest:
        # Each `**/` doubles them; a glob with many is read as if it asked for folders there.
        folders = ("", "*/") if len(globs) < _MOST_GLOBS else ("*/",)
        globs = [before + between + part for before in globs for between in folders]
    return globs
