"""What `check` asks of the catalogue, so that it need not load every note and link.

`but` names notes that are read anew: what is stored of them is left out.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from kblink.model import Span
from kblink.store.link_rows import LINK, VERDICT, link_of, resolved_of
from kblink.store.note_rows import read_part
from kblink.store.rows import NoteSummary, ToldLink
from kblink.store.schema import EMBEDS_A_NOTE, TOLD, TOLD_COLUMNS
from kblink.store.stored_lists import as_json, candidates_of_all, from_json

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kblink.model import Link, ResolvedLink
    from kblink.store.database import Database

_OF_OTHERS = "path NOT IN (SELECT value FROM json_each(?))"
_OF_THESE = "path IN (SELECT value FROM json_each(?))"


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
        # Each half by an index of its own; which of the two finds a link first does not matter.
        f"SELECT note_id, {VERDICT}, {LINK}, position FROM links WHERE {TOLD}"  # noqa: S608  ours
        f" UNION ALL SELECT note_id, {VERDICT}, {LINK}, position FROM links"
        f" WHERE {EMBEDS_A_NOTE} AND NOT ({TOLD}) ORDER BY note_id, position"
    ):
        found[note_id].append(resolved_of(database.folder, *columns[:-1]))
    return found


def read_told(database: Database, notes: Mapping[int, str]) -> list[ToldLink]:
    """Return the links of these notes (paths by row id) that `check` may have to speak of; those
    of one note in their order."""
    rows = database.rows(
        f"SELECT note_id, {TOLD_COLUMNS} FROM links INDEXED BY links_told"  # noqa: S608  ours
        f" WHERE {TOLD} ORDER BY note_id, position"
    )
    folder = database.folder
    candidates = candidates_of_all(folder, [row[7] for row in rows])
    return [
        ToldLink(
            notes[row[0]],
            row[1],
            () if row[2] == "[]" else from_json(folder, row[2]),
            raw=row[3],
            target=row[4],
            fragment=row[5],
            target_path=row[6],
            candidates=offered,
            span=Span._make(row[8:]),
        )
        for row, offered in zip(rows, candidates, strict=True)
        if row[0] in notes
    ]


def read_embeds(database: Database, notes: Mapping[int, str]) -> list[tuple[str, str]]:
    """Return each of these notes (paths by row id) with each note that it embeds."""
    rows = database.rows(
        f"SELECT note_id, target_path FROM links INDEXED BY links_embedding"  # noqa: S608  ours
        f" WHERE {EMBEDS_A_NOTE} AND target_path IS NOT NULL"
    )
    return [(notes[note_id], target) for note_id, target in rows if note_id in notes]


def read_parts(database: Database, table: str, notes: Mapping[int, str]) -> dict[str, list[Any]]:
    """Return the aliases, tags, problems or suppressions of notes (paths by row id), by path."""
    found = read_part(database, table, None)
    return {notes[note_id]: items for note_id, items in found.items() if note_id in notes}


def read_targets(database: Database, paths: Collection[str]) -> set[str]:
    """Return the files that links of these notes lead to."""
    rows = database.rows(
        "SELECT DISTINCT target_path FROM links JOIN notes ON notes.id = note_id"
        " WHERE target_path IS NOT NULL AND path IN (SELECT value FROM json_each(?))",
        (as_json(paths),),
    )
    return {path for (path,) in rows}


def count_links(database: Database, paths: Collection[str]) -> int:
    """Return how many links these notes have, without ignored ones."""
    row = database.row(
        "SELECT count(*) FROM links JOIN notes ON notes.id = note_id"
        " WHERE status <> 'ignored' AND path IN (SELECT value FROM json_each(?))",
        (as_json(paths),),
    )
    return row[0] if row else 0


# What is true of a row of `notes`, or of `attachments`, by the links that there are.
LINKED = "EXISTS (SELECT 1 FROM links WHERE target_path = notes.path AND note_id <> notes.id)"
LINKING = (
    "EXISTS (SELECT 1 FROM links WHERE note_id = notes.id AND target_path <> notes.path"
    " AND target_kind <> 'attachment')"
)
USED = "EXISTS (SELECT 1 FROM links WHERE target_path = attachments.path)"


def mark_linked(database: Database, paths: Collection[str] | None) -> None:
    """Set of these files, or of all, whether they are linked and link, as their links have it."""
    where, values = ("", ()) if paths is None else (f" AND {_OF_THESE}", (as_json(paths),))
    for statement in (
        f"UPDATE notes SET linked = {LINKED} WHERE linked <> {LINKED}",  # noqa: S608  ours
        f"UPDATE notes SET linking = {LINKING} WHERE linking <> {LINKING}",  # noqa: S608  ours
        f"UPDATE attachments SET linked = {USED} WHERE linked <> {USED}",  # noqa: S608  ours
    ):
        database.run(statement + where, values)


def read_linked_by_others(
    database: Database, paths: Collection[str], but: Collection[str]
) -> set[str]:
    """Return those of these files that a link leads to of a note that is neither the file itself
    nor one of the notes left out."""
    rows = database.rows(
        "SELECT value FROM json_each(?1) WHERE EXISTS ("
        "SELECT 1 FROM links JOIN notes ON notes.id = note_id WHERE target_path = value"
        " AND path <> value AND path NOT IN (SELECT value FROM json_each(?2)))",
        (as_json(paths), as_json(but)),
    )
    return {path for (path,) in rows}


def read_blocks(database: Database, but: Collection[str]) -> list[tuple[str, str]]:
    """Return the path and each id of a block of all notes `but` some, each pair once."""
    return database.rows(
        f"SELECT DISTINCT path, block_id FROM blocks JOIN notes ON notes.id = note_id"  # noqa: S608  ours
        f" WHERE {_OF_OTHERS}",
        (as_json(but),),
    )


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
