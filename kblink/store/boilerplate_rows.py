"""The list of lines that are left out of what is embedded, since many notes share them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.store.stored_lists import lines_as_json, lines_from_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.model import RepeatedLine
    from kblink.store.database import Database


def read_lines(database: Database) -> tuple[RepeatedLine, ...] | None:
    """Return the list; None where none was made."""
    row = database.row("SELECT lines FROM boilerplate")
    return None if row is None else lines_from_json(database.folder, row[0])


def keep_lines(database: Database, lines: Sequence[RepeatedLine]) -> None:
    """Keep the list, durably, before anything is embedded by it.

    The current generation was made by another one and is marked as outdated: a run that is killed
    before it commits is taken up by the next.
    """
    if read_lines(database) == tuple(lines):
        return
    with database.transaction():
        database.run("INSERT OR REPLACE INTO boilerplate VALUES (1, ?)", (lines_as_json(lines),))
        database.run("UPDATE generation SET recipe = ''")
