"""Links as rows: what stands in the note, and the verdict on it."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from kblink.model import Link, ResolvedLink, Span, Target
from kblink.store.span_rows import SPAN_COLUMNS
from kblink.store.stored_lists import (
    as_json,
    candidates_as_json,
    candidates_from_json,
    from_json,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from kblink.store.database import Database, Stored

LINK = f"kind, raw, target, fragment, display, external, commented, {SPAN_COLUMNS}"
VERDICT = "status, target_kind, target_path, target_fragment, fragment_ok, warnings, candidates"
_INSERT = (
    f"INSERT INTO links (note_id, position, {LINK}, {VERDICT})"  # noqa: S608  names of ours
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_UPDATE = (
    f"UPDATE links SET ({VERDICT}) = (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608  names of ours
    " WHERE note_id = ? AND position = ?"
)


def insert_links(
    database: Database, note_id: int, links: Sequence[Link], resolved: Sequence[ResolvedLink]
) -> None:
    """Write the links of one note. Raises ValueError unless there is one verdict for each."""
    rows = (
        (note_id, position, *_link_values(link), *_verdict_values(verdict))
        for position, (link, verdict) in enumerate(zip(links, resolved, strict=True))
    )
    database.run_many(_INSERT, rows)


def update_verdicts(
    database: Database,
    resolved: Mapping[str, Sequence[ResolvedLink]],
    written: Collection[str],
) -> None:
    """Write the verdicts that differ from the stored ones, but for notes just `written`.

    Raises ValueError unless there is one verdict for each stored link.
    """
    stored = database.each(
        f"SELECT note_id, path, {VERDICT}"  # noqa: S608  names of ours
        " FROM links JOIN notes ON notes.id = note_id"
        " WHERE path IN (SELECT value FROM json_each(?)) ORDER BY note_id, position",
        (as_json(path for path in resolved if path not in written),),
    )
    changed: list[tuple[Stored, ...]] = []
    for (note_id, path), rows in groupby(stored, key=itemgetter(0, 1)):
        changed.extend(
            (*new, note_id, position)
            for position, (old, link) in enumerate(zip(rows, resolved[path], strict=True))
            if (new := _verdict_values(link)) != old[2:]
        )
    database.run_many(_UPDATE, changed)


def read_links(database: Database, note_id: int | None) -> dict[int, list[Link]]:
    """Return the links of all notes, or of one, by the note's row id."""
    where, values = ("", ()) if note_id is None else (" WHERE note_id = ?", (note_id,))
    found: defaultdict[int, list[Link]] = defaultdict(list)
    for owner, *columns in database.each(
        f"SELECT note_id, {LINK} FROM links{where}"  # noqa: S608  names of ours
        " ORDER BY note_id, position",
        values,
    ):
        found[owner].append(link_of(*columns))
    return found


def read_resolved(database: Database, at: str | None = None) -> dict[str, tuple[ResolvedLink, ...]]:
    """Return the links of every note, or of the one `at` a path, with their verdicts and
    candidates, by path."""
    where, values = ("", ()) if at is None else (" WHERE path = ?", (at,))
    found: dict[str, list[ResolvedLink]] = {
        path: []
        for (path,) in database.each(
            f"SELECT path FROM notes{where} ORDER BY path",  # noqa: S608  ours
            values,
        )
    }
    for path, *columns in database.each(
        f"SELECT path, {VERDICT}, {LINK}"  # noqa: S608  names of ours
        f" FROM links JOIN notes ON notes.id = note_id{where} ORDER BY note_id, position",
        values,
    ):
        found.setdefault(path, []).append(resolved_of(database.folder, *columns))
    return {path: tuple(links) for path, links in found.items()}


def read_linked_paths(database: Database, path: str) -> set[str]:
    """Return the notes that the note at `path` links to, or that link to it, without itself."""
    rows = database.rows(
        "SELECT target_path FROM links WHERE note_id = (SELECT id FROM notes WHERE path = ?1)"
        " AND status IN ('ok', 'ambiguous') AND target_path IN (SELECT path FROM notes)"
        " UNION SELECT path FROM links JOIN notes ON notes.id = note_id"
        " WHERE target_path = ?1 AND status IN ('ok', 'ambiguous')",
        (path,),
    )
    return {other for (other,) in rows} - {path}


def link_of(*columns: Any) -> Link:  # noqa: ANN401  a row of the table, in the order of LINK
    """Make a link of its columns."""
    kind, raw, target, fragment, display, external, commented, *span = columns
    return Link(kind, raw, Span(*span), target, fragment, display, bool(external), bool(commented))


def resolved_of(folder: Path, *columns: Any) -> ResolvedLink:  # noqa: ANN401  VERDICT, then LINK
    """Make a link with its verdict of the columns of both."""
    status, kind, target, fragment, fragment_ok, warnings, candidates = columns[:7]
    return ResolvedLink(
        link_of(*columns[7:]),
        status,
        Target(kind, target, fragment, None if fragment_ok is None else bool(fragment_ok)),
        from_json(folder, warnings) if warnings != "[]" else (),
        candidates_from_json(folder, candidates) if candidates != "[]" else (),
    )


def _link_values(link: Link) -> tuple[Stored, ...]:
    own = (link.kind, link.raw, link.target, link.fragment, link.display)
    return (*own, link.external, link.commented, *link.span)


def _verdict_values(resolved: ResolvedLink) -> tuple[Stored, ...]:
    target = resolved.target
    found = (target.kind, target.path, target.fragment, target.fragment_ok)
    offered = candidates_as_json(resolved.candidates)
    return (resolved.status, *found, as_json(resolved.warnings), offered)
