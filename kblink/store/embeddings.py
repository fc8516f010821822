"""The cache of embeddings: one half-precision vector for each text and encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.store.database import damaged
from kblink.store.stored_lists import as_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

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


def read_matrix(database: Database, encoder_id: str, dimension: int) -> npt.NDArray[np.float16]:
    """Return the vectors of all sections, shape (sections, dimension), as `vector_rows` has them.

    Raises UnusableError where one is missing or of another dimension.
    """
    import numpy as np

    found = database.row("SELECT count(*) FROM vector_rows")
    matrix = np.zeros((found[0] if found else 0, dimension), dtype=np.float16)
    vectors = database.each(
        "SELECT row, vector FROM vector_rows JOIN sections ON sections.id = section_id"
        " LEFT JOIN embeddings ON encoder_id = ? AND embeddings.digest = sections.digest"
        " ORDER BY row",
        (encoder_id,),
    )
    count = 0
    for count, (row, vector) in enumerate(vectors, start=1):
        if row != count - 1 or vector is None or len(vector) != 2 * dimension:
            raise damaged(database.folder, f"the vector of row {row} is missing or broken")
        matrix[row] = np.frombuffer(vector, dtype=_STORED)
    if count != len(matrix):
        raise damaged(database.folder, "its vectors and sections do not agree")
    return matrix
