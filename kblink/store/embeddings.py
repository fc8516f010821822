"""The cache of embeddings: one half-precision vector for each text and encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.store.database import damaged
from kblink.store.stored_lists import as_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

    from kblink.store.carried_vectors import CarriedVectors
    from kblink.store.database import Database

_STORED = "<f2"  # little-endian on every machine


def put_embeddings(
    database: Database, encoder_id: str, vectors: Mapping[str, npt.NDArray[np.float16]]
) -> None:
    """Keep vectors of shape (dim,) by the digest of their text, in one durable transaction."""
    rows = [
        (encoder_id, digest, vector.astype(_STORED).tobytes()) for digest, vector in vectors.items()
    ]
    with database.transaction():
        database.run_many("INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)", rows)


def read_embeddings(
    database: Database, digests: Sequence[str], encoder_id: str
) -> dict[str, npt.NDArray[np.float16]]:
    """Return the float16 vectors of shape (dim,) that are kept, by digest."""
    import numpy as np

    rows = database.each(
        "SELECT digest, vector FROM embeddings"
        " WHERE encoder_id = ? AND digest IN (SELECT value FROM json_each(?))",
        (encoder_id, as_json(digests)),
    )
    try:
        return {
            digest: np.frombuffer(vector, dtype=_STORED).astype(np.float16)
            for digest, vector in rows
        }
    except (TypeError, ValueError) as error:
        raise damaged(database.folder, "a vector has a broken length") from error


def read_missing(database: Database, digests: Iterable[str], encoder_id: str) -> list[str]:
    """Return the digests without a vector, in their order and each once."""
    wanted = list(dict.fromkeys(digests))
    rows = database.rows(
        "SELECT digest FROM embeddings"
        " WHERE encoder_id = ? AND digest IN (SELECT value FROM json_each(?))",
        (encoder_id, as_json(wanted)),
    )
    kept = {digest for (digest,) in rows}
    return [digest for digest in wanted if digest not in kept]


def read_matrix(
    database: Database,
    encoder_id: str,
    dimension: int,
    carried: CarriedVectors | None = None,
    inserted: Collection[int] = (),
) -> npt.NDArray[np.float16]:
    """Return the vectors of all sections, shape (sections, dimension), as `vector_rows` has them.

    Those that `carried` has are taken from there, but for sections that were `inserted` since.
    Raises UnusableError where one is missing or of another dimension.
    """
    import numpy as np

    ids = read_section_ids(database)
    matrix = np.zeros((len(ids), dimension), dtype=np.float16)
    missing = np.ones(len(ids), dtype=bool)
    if carried is not None:
        rows, found = carried.rows_of(ids)
        found &= ~np.isin(ids, np.fromiter(inserted, dtype=np.int64))
        matrix[found] = carried.vectors[rows[found]]
        missing = ~found
    wanted = np.flatnonzero(missing).tolist()
    vectors = database.each(
        "SELECT row, vector FROM vector_rows JOIN sections ON sections.id = section_id"
        " LEFT JOIN embeddings ON encoder_id = ? AND embeddings.digest = sections.digest"
        " WHERE row IN (SELECT value FROM json_each(?)) ORDER BY row",
        (encoder_id, as_json(wanted)),
    )
    for row, vector in vectors:
        if vector is None or len(vector) != 2 * dimension:
            raise damaged(database.folder, f"the vector of row {row} is missing or broken")
        matrix[row] = np.frombuffer(vector, dtype=_STORED)
        missing[row] = False
    if missing.any():
        raise damaged(database.folder, "its vectors and sections do not agree")
    return matrix


def read_section_ids(database: Database) -> npt.NDArray[np.int64]:
    """Return the section of each row of the vector file. Raises UnusableError where one lacks."""
    import numpy as np

    pairs = database.rows("SELECT row, section_id FROM vector_rows ORDER BY row")
    rows, ids = zip(*pairs, strict=True) if pairs else ((), ())
    if rows != tuple(range(len(rows))):
        raise damaged(database.folder, "its vectors and sections do not agree")
    return np.asarray(ids, dtype=np.int64)
