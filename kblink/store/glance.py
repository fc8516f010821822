"""What a run must see of an index to know that nothing is to be done: a few rows, no notes."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.store.boilerplate_rows import read_lines
from kblink.store.connect import open_for_reading
from kblink.store.database import MissingError, OutdatedError
from kblink.store.folder import size_of
from kblink.store.generation import Generation, index_size, read_generation

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.model import RepeatedLine
    from kblink.store.database import Database


@dataclass(frozen=True, slots=True)
class Glance:
    """The current generation, the index's `size` in bytes, and what `index` reports on each run:
    notes that could not be decoded, with the reason, and lines that are not embedded.
    """

    generation: Generation
    size: int
    undecodable: tuple[tuple[str, str], ...]
    boilerplate: tuple[RepeatedLine, ...]


def glance(folder: Path) -> Glance | None:
    """Look at the index in `folder`.

    None where nothing was committed to it, where it is an older kblink's, and where its vector file
    is not there in full. Raises what `open_for_reading` raises, but for an older index or none.
    """
    with ExitStack() as resources:
        try:
            database = open_for_reading(folder, resources)
        except (MissingError, OutdatedError):
            return None
        with database.snapshot():
            generation = read_generation(database)
            if generation is None:
                return None
            vectors = generation.vectors
            if size_of(folder / vectors.name) != vectors.size:
                return None
            return Glance(
                generation,
                index_size(folder, generation),
                read_undecodable(database),
                read_lines(database) or (),
            )


def read_undecodable(database: Database) -> tuple[tuple[str, str], ...]:
    """Return the path of each note whose bytes are no text, and what is wrong with them."""
    rows = database.rows(
        "SELECT path, message FROM problems JOIN notes ON notes.id = note_id"
        " WHERE code = 'undecodable-note' ORDER BY path"
    )
    return tuple((path, message) for path, message in rows)
