"""The one row that names the current generation: its number, how it was made, its vector file."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple

from kblink.model import EncoderIdentity
from kblink.store.database import damaged
from kblink.store.folder import DATABASE, WAL, size_of
from kblink.store.stored_lists import as_json, from_json

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.store.database import Database


VECTOR_FILE = re.compile(r"vectors-\d+\.faiss")
_MOST = 1 << 62


class VectorFileEntry(NamedTuple):
    """The vector file that a generation names: `sha256` in hexadecimal, `size` in bytes."""

    name: str
    sha256: str
    size: int


class Totals(NamedTuple):
    """How much the catalogue holds. `languages`: notes by language code, most first."""

    notes: int
    sections: int
    links: int
    languages: tuple[tuple[str, int], ...]


NOTHING = Totals(0, 0, 0, ())


@dataclass(frozen=True, slots=True)
class Generation:
    """A committed state of the catalogue. `words_recipe` tells how the word index was made, `scan`
    is the fingerprint of the vault's files, empty where it must be looked at file by file."""

    number: int
    recipe: str
    words_recipe: str
    encoder_id: str
    scanned_at_ns: int
    scan: str
    totals: Totals
    vectors: VectorFileEntry


def encoder_key(identity: EncoderIdentity) -> str:
    """Return a short stable id of an encoder: its name and 12 digits of a sha256 of the rest.

    `languages` is left out: it tells what the vectors are good for, not what they are.
    """
    import hashlib

    fields = asdict(identity)
    del fields["languages"]
    canonical = json.dumps(fields, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode("ascii")).hexdigest()
    return f"{identity.name.rstrip('/').rpartition('/')[2]}:{digest[:12]}"


def read_generation(database: Database) -> Generation | None:
    """Return the current generation, None where nothing was committed yet.

    Raises UnusableError where it names what no commit does.
    """
    row = database.row(
        "SELECT number, recipe, words_recipe, encoder_id, scanned_at_ns, scan, totals,"
        " vector_name, vector_sha256, vector_size FROM generation"
    )
    if row is None:
        return None
    number, recipe, words_recipe, encoder_id, scanned_at_ns, scan, totals, *vectors = row
    entry = VectorFileEntry(*vectors)
    numbers = (number, scanned_at_ns, entry.size)
    if not VECTOR_FILE.fullmatch(str(entry.name)) or not all(map(_is_count, numbers)):
        raise damaged(database.folder, "it does not say which generation it holds")
    return Generation(
        number=number,
        recipe=recipe,
        words_recipe=words_recipe,
        encoder_id=encoder_id,
        scanned_at_ns=scanned_at_ns,
        scan=scan,
        totals=_read_totals(database.folder, totals),
        vectors=entry,
    )


def _read_totals(folder: Path, stored: str) -> Totals:
    try:
        notes, sections, links, languages = json.loads(stored)
        counted = tuple((str(code), int(number)) for code, number in languages)
        return Totals(int(notes), int(sections), int(links), counted)
    except (TypeError, ValueError) as error:
        raise damaged(folder, "it holds broken counts") from error


def index_size(folder: Path, generation: Generation | None) -> int:
    """Return the bytes of the database, its log and the vector file."""
    names = [DATABASE, WAL, *(() if generation is None else (generation.vectors.name,))]
    return sum(size_of(folder / name) for name in names)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and 0 <= value < _MOST


def write_generation(database: Database, generation: Generation) -> None:
    """Name `generation` as the current one."""
    vectors = generation.vectors
    database.run(
        "INSERT OR REPLACE INTO generation VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            generation.number,
            generation.recipe,
            generation.words_recipe,
            generation.encoder_id,
            generation.scanned_at_ns,
            generation.scan,
            json.dumps(generation.totals),
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
