"""Looking at all of a catalogue: whether SQLite can read it, and whether its tables agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.store.database import damaged
from kblink.store.verdict_rows import LINKED, LINKING, USED

if TYPE_CHECKING:
    from kblink.store.database import Database

_BROKEN_VECTOR = """
SELECT 1 FROM embeddings JOIN encoders ON encoders.id = encoder_id
WHERE length(vector) != 2 * dimension LIMIT 1
"""
# What must find no row, by what it means where it finds one.
_CONTRADICTIONS = {
    "a section has no vector": """
        SELECT 1 FROM generation, sections WHERE NOT EXISTS (
            SELECT 1 FROM embeddings WHERE embeddings.encoder_id = generation.encoder_id
            AND embeddings.digest = sections.digest
        ) LIMIT 1""",
    "a section has no row among the vectors": """
        SELECT 1 FROM sections
        WHERE id NOT IN (SELECT section_id FROM vector_rows) LIMIT 1""",
    "a section has no words": """
        SELECT 1 FROM sections WHERE id NOT IN (SELECT id FROM fts_docsize) LIMIT 1""",
    "there are words of a section that is gone": """
        SELECT 1 FROM fts_docsize WHERE id NOT IN (SELECT id FROM sections) LIMIT 1""",
    "a note is not linked as it says": (
        f"SELECT 1 FROM notes WHERE linked <> {LINKED} OR linking <> {LINKING}"  # noqa: S608  ours
    ),
    "a file is not linked as it says": (
        f"SELECT 1 FROM attachments WHERE linked <> {USED} LIMIT 1"  # noqa: S608  ours
    ),
}


def verify_readable(database: Database) -> None:
    """Read the whole file. Raises UnusableError where it, or a vector in it, is damaged."""
    found = database.row("PRAGMA integrity_check(1)")
    if found != ("ok",):
        raise damaged(database.folder, str(found and found[0]))
    if database.row("PRAGMA foreign_key_check"):
        raise damaged(database.folder, "a row of it names one that is not there")
    if database.row(_BROKEN_VECTOR):
        raise damaged(database.folder, "a vector has a broken length")


def verify_agreement(database: Database) -> None:
    """Compare sections, vectors, words and links. Raises UnusableError where they disagree."""
    for meaning, query in _CONTRADICTIONS.items():
        if database.row(query):
            raise damaged(database.folder, meaning)
