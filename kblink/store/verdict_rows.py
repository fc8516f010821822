"""What `check` asks of the catalogue, so that it need not load every note and link.

`but` names notes that are read anew: what is stored of them is left out.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kblink.store.link_rows import LINK, VERDICT, link_of, resolved_of
from kblink.store.note_rows import read_part
from kblink.store.rows import NoteSummary
from kblink.store.schema import WORTH_A_WORD
from kblink.store.stored_lists import as_json

if TYPE_CHECKING:
    from collections.abc import Collection

    from kblink.model import Link, ResolvedLink
    from kblink.store.database import Database

_OF_OTHERS = "path NOT IN (SELECT value FROM json_each(?))"


def read_summaries(database: Database, but: Collection[str]) -> list[NoteSummary]:
    """Return a summary of every note `but` some, by path."""
    aliases = read_part(database, "aliases", None)
    problems = read_part(database, "problems", None)
    suppressions = read_part(database, "suppressions", None)
    counts = dict(
        database.rows(
            "SELECT note_id, count(*) FROM links WHERE status <> 'ignored' GROUP BY note_id"
        )
    )
    links = _worth_a_word(database)
    return [
        NoteSummary(
            path,
            title,
            tuple(aliases.get(note_id, ())),
            tuple(problems.get(note_id, ())),
            tuple(suppressions.get(note_id, ())),
            counts.get(note_id, 0),
            tuple(links.get(note_id, ())),
        )
        for note_id, path, title in database.rows(
            f"SELECT id, path, title FROM notes WHERE {_OF_OTHERS} ORDER BY path",  # noqa: S608
            (as_json(but),),
        )
    ]


def _worth_a_word(database: Database) -> dict[int, list[ResolvedLink]]:
    found: defaultdict[int, list[ResolvedLink]] = defaultdict(list)
    for note_id, *columns in database.each(
        f"SELECT note_id, {VERDICT}, {LINK} FROM links WHERE {WORTH_A_WORD}"  # noqa: S608  ours
        " ORDER BY note_id, position"
    ):
        found[note_id].append(resolved_of(database.folder, *columns))
    return found


def read_linked(database: Database, but: Collection[str]) -> set[str]:
    """Return the files that a link of another note leads to; links of some notes do not count."""
    left_out = _ids_of(database, but)
    own = dict(database.rows("SELECT path, id FROM notes"))
    linked = set()
    # The index on targets has all of this in order, so it is read through once.
    for path, first, last in database.each(
        "SELECT target_path, min(note_id), max(note_id) FROM links"
        " WHERE target_path IS NOT NULL GROUP BY target_path"
    ):
        no_matter = {own.get(path), *left_out}
        if {first, last} - no_matter or (first != last and _is_linked(database, path, no_matter)):
            linked.add(path)
    return linked


def _is_linked(database: Database, path: str, no_matter: set[int | None]) -> bool:
    """Whether a note leads to a file that is none of those that do not matter."""
    ids = as_json(number for number in no_matter if number is not None)
    return bool(
        database.row(
            "SELECT 1 FROM links WHERE target_path = ?"
            " AND note_id NOT IN (SELECT value FROM json_each(?)) LIMIT 1",
            (path, ids),
        )
    )


def read_linking(database: Database, but: Collection[str]) -> set[str]:
    """Return the notes, `but` some, that link to another note."""
    rows = database.rows(
        f"SELECT path FROM notes WHERE {_OF_OTHERS} AND EXISTS ("  # noqa: S608  ours
        "SELECT 1 FROM links WHERE note_id = notes.id AND target_path <> path"
        " AND target_kind <> 'attachment')",
        (as_json(but),),
    )
    return {path for (path,) in rows}


def read_blocks(database: Database, but: Collection[str]) -> list[tuple[str, str]]:
    """Return the path and the id of each block of all notes `but` some."""
    return database.rows(
        f"SELECT path, block_id FROM blocks JOIN notes ON notes.id = note_id"  # noqa: S608  ours
        f" WHERE {_OF_OTHERS}",
        (as_json(but),),
    )


def _ids_of(database: Database, paths: Collection[str]) -> set[int]:
    rows = database.rows(
        "SELECT id FROM notes WHERE path IN (SELECT value FROM json_each(?))", (as_json(paths),)
    )
    return {number for (number,) in rows}


def read_links_into(database: Database, paths: Collection[str]) -> dict[str, list[Link]]:
    """Return the links of other notes that name a place in one of these notes, by note."""
    wanted = as_json(paths)
    found: defaultdict[str, list[Link]] = defaultdict(list)
    for path, *columns in database.each(
        f"SELECT path, {LINK} FROM links JOIN notes ON notes.id = note_id"  # noqa: S608  ours
        " WHERE target_path IN (SELECT value FROM json_each(?)) AND fragment IS NOT NULL"
        f" AND {_OF_OTHERS} ORDER BY path, position",
        (wanted, wanted),
    ):
        found[path].append(link_of(*columns))
    return found
