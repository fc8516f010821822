"""Vectors that one generation hands to the next: its file holds those of all unchanged sections, in
one piece, where the cache has them one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.errors import CatalogueError
from kblink.store.embeddings import read_section_ids
from kblink.store.vectors import map_vectors, verify_file

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from kblink.store.database import Database
    from kblink.store.generation import Generation


@dataclass(frozen=True)
class CarriedVectors:
    """The `vectors`, shape (rows, dimension), of the sections `ids`, shape (rows,)."""

    ids: npt.NDArray[np.int64]
    vectors: npt.NDArray[np.float16]

    def rows_of(
        self, ids: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """Return a row for each of `ids`, and whether it is the right one."""
        import numpy as np

        if not len(self.ids):
            return np.zeros(len(ids), dtype=np.int64), np.zeros(len(ids), dtype=bool)
        order = np.argsort(self.ids)
        places = np.searchsorted(self.ids, ids, sorter=order).clip(max=len(order) - 1)
        rows = order[places]
        return rows, self.ids[rows] == ids


def read_carried(
    database: Database, before: Generation | None, encoder_id: str
) -> CarriedVectors | None:
    """Return the vectors of the generation `before`; None where they are of another encoder, or
    its file is not, byte for byte, the one that was written."""
    if before is None or before.encoder_id != encoder_id:
        return None
    path = database.folder / before.vectors.name
    try:
        verify_file(path, before.vectors)
        ids = read_section_ids(database)
    except (CatalogueError, OSError):
        return None
    vectors = map_vectors(path, before.vectors)
    return CarriedVectors(ids, vectors) if len(ids) == len(vectors) else None
