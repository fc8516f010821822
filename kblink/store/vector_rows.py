"""Which row of the vector file is which section, and the opening of that file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.store.database import damaged
from kblink.store.embeddings import read_matrix
from kblink.store.generation import read_encoder
from kblink.store.stored_lists import as_json
from kblink.store.vectors import VectorFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kblink.store.database import Database
    from kblink.store.generation import VectorFileEntry


def number_rows(database: Database) -> None:
    """Give every section a row, by path and place in the note, from 0 and without gaps;
    `vector_rows` is empty.

    Of equally near sections the first ones are found: ids would let the history of the index tell.
    """
    database.run(
        "INSERT INTO vector_rows (row, section_id)"
        " SELECT row_number() OVER (ORDER BY path, ordinal) - 1, sections.id"
        " FROM sections JOIN notes ON notes.id = note_id"
    )


def read_ids_at(database: Database, rows: Iterable[int]) -> list[int]:
    """Return the section id of each row. Raises UnusableError where a row has none."""
    wanted = [int(row) for row in rows]
    found = dict(
        database.rows(
            "SELECT row, section_id FROM vector_rows WHERE row IN (SELECT value FROM json_each(?))",
            (as_json(wanted),),
        )
    )
    try:
        return [found[row] for row in wanted]
    except KeyError as error:
        raise damaged(database.folder, f"row {error} of its vectors has no section") from error


def read_rows_of(database: Database, ids: Iterable[int]) -> list[int]:
    """Return the rows of sections, ascending; unknown ids are left out."""
    rows = database.rows(
        "SELECT row FROM vector_rows WHERE section_id IN (SELECT value FROM json_each(?))"
        " ORDER BY row",
        (as_json(int(each) for each in ids),),
    )
    return [row for (row,) in rows]


def open_vectors(database: Database, entry: VectorFileEntry) -> VectorFile:
    """Open the file of the current generation, or build its vectors in memory where it is gone.

    Raises UnusableError where the file does not fit the rows.
    """
    encoder = read_encoder(database)
    count = database.row("SELECT count(*) FROM vector_rows")
    if encoder is None or count is None:
        raise damaged(database.folder, "it does not say which encoder made its vectors")
    try:
        vectors = VectorFile.open(database.folder / entry.name, entry)
    except FileNotFoundError:
        encoder_id, identity = encoder
        return VectorFile.in_memory(read_matrix(database, encoder_id, identity.dimension))
    if (len(vectors), vectors.dimension) != (count[0], encoder[1].dimension):
        raise damaged(database.folder, f"{entry.name} does not fit its sections")
    return vectors
