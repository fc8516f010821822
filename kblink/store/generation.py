"""The one row that names the current generation: its number, how it was made, its vector file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.model import EncoderIdentity
from kblink.store.database import damaged
from kblink.store.rows import VectorFileEntry
from kblink.store.stored_lists import as_json, from_json

if TYPE_CHECKING:
    from kblink.store.database import Database


VECTOR_FILE = re.compile(r"vectors-\d+\.faiss")
_MOST = 1 << 62


@dataclass(frozen=True, slots=True)
class Generation:
    """A committed state of the catalogue. `words_recipe` tells how the word index was made."""

    number: int
    recipe: str
    words_recipe: str
    encoder_id: str
    scanned_at_ns: int
    vectors: VectorFileEntry


def read_generation(database: Database) -> Generation | None:
    """Return the current generation, None where nothing was committed yet.

    Raises UnusableError where it names what no commit does.
    """
    row = database.row(
        "SELECT number, recipe, words_recipe, encoder_id, scanned_at_ns,"
        " vector_name, vector_sha256, vector_size FROM generation"
    )
    if row is None:
        return None
    number, recipe, words_recipe, encoder_id, scanned_at_ns, *vectors = row
    entry = VectorFileEntry(*vectors)
    numbers = (number, scanned_at_ns, entry.size)
    if not VECTOR_FILE.fullmatch(str(entry.name)) or not all(map(_is_count, numbers)):
        raise damaged(database.folder, "it does not say which generation it holds")
    return Generation(number, recipe, words_recipe, encoder_id, scanned_at_ns, entry)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and 0 <= value < _MOST


def write_generation(database: Database, generation: Generation) -> None:
    """Name `generation` as the current one."""
    vectors = generation.vectors
    database.run(
        "INSERT OR REPLACE INTO generation VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            generation.number,
            generation.recipe,
            generation.words_recipe,
            generation.encoder_id,
            generation.scanned_at_ns,
            vectors.name,
            vectors.sha256,
            vectors.size,
        ),
    )


def read_encoder(database: Database) -> tuple[str, EncoderIdentity] | None:
    """Return id and identity of the encoder of the current generation."""
    row = database.row(
        "SELECT id, name, weights, pooling, dimension, max_length, query_prefix, passage_prefix,"
        " languages FROM encoders WHERE id = (SELECT encoder_id FROM generation)"
    )
    if row is None:
        return None
    encoder_id, name, weights, pooling, dimension, max_length, query, passage, languages = row
    known = from_json(database.folder, languages)
    return encoder_id, EncoderIdentity(
        name, weights, pooling, dimension, max_length, query, passage, known
    )


def write_encoder(database: Database, encoder_id: str, identity: EncoderIdentity) -> None:
    """Keep what an encoder's id stands for."""
    database.run(
        "INSERT INTO encoders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET languages = excluded.languages",
        (
            encoder_id,
            identity.name,
            identity.weights,
            identity.pooling,
            identity.dimension,
            identity.max_length,
            identity.query_prefix,
            identity.passage_prefix,
            as_json(identity.languages),
        ),
    )
