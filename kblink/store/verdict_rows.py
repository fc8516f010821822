"""What `check` asks of the catalogue, so that it need not load every note and link.

`but` names notes that are read anew: what is stored of them is left out.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kblink.store.link_rows import LINK, VERDICT, link_of, resolved_of
from kblink.store.note_rows import read_part
from kblink.store.rows import NoteSummary, StoredGraph
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


def read_graph(database: Database, but: Collection[str]) -> StoredGraph:
    """Return what leads where by the links of all notes `but` some."""
    others = (as_json(but),)
    of_links = (
        " FROM links JOIN notes ON notes.id = note_id"
        f" WHERE target_path IS NOT NULL AND {_OF_OTHERS}"
    )
    linked = database.rows(
        f"SELECT DISTINCT target_path{of_links} AND target_path <> path",
        others,
    )
    linking = database.rows(
        f"SELECT DISTINCT path{of_links} AND target_path <> path AND target_kind <> 'attachment'",
        others,
    )
    embeds = database.rows(
        f"SELECT DISTINCT path, target_path{of_links}"
        " AND kind = 'embed' AND target_kind <> 'attachment'",
        others,
    )
    return StoredGraph(
        frozenset(path for (path,) in linked),
        frozenset(path for (path,) in linking),
        tuple((source, target) for source, target in embeds),
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
