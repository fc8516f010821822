"""The vector file of a generation: a flat FAISS index of half-precision vectors, memory-mapped.

Row i is the section that `vector_rows` names for i. A file is never changed once it has its name.
"""

from __future__ import annotations

import hashlib
import os
import struct
from typing import IO, TYPE_CHECKING, Any

from kblink.durable import digest_file, flush_folder
from kblink.store.database import damaged
from kblink.store.generation import VectorFileEntry

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

_HEADER = struct.Struct("<4siq")  # kind, dimension, rows
_FLAT_QUANTISER = b"IxSQ"


def write_vectors(
    folder: Path, generation: int, matrix: npt.NDArray[np.float16]
) -> VectorFileEntry:
    """Write a matrix (rows, dim) durably as the vector file of `generation`; name and digest it.

    Under a temporary name first, flushed, renamed, the folder flushed: nothing names it before.
    Raises OSError.
    """
    name = f"vectors-{generation}.faiss"
    temporary = folder / f"{name}.tmp"
    temporary.unlink(missing_ok=True)
    with temporary.open("xb") as file:  # "x" also refuses to follow a symlink
        digest = _write_index(_built(matrix), file)
        size = file.tell()
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / name)
    flush_folder(folder)
    return VectorFileEntry(name, digest, size)


class VectorFile:
    """A searchable set of vectors, from a generation's file or from memory.

    `path` is where it was opened, None for one in memory.
    """

    def __init__(self, index: Any, path: Path | None, entry: VectorFileEntry | None) -> None:  # noqa: ANN401  FAISS ships no types
        self._index = index
        self.path = path
        self._entry = entry

    @classmethod
    def open(cls, path: Path, entry: VectorFileEntry) -> VectorFile:
        """Map the file that `entry` describes; only its size and header are checked here.

        Raises FileNotFoundError, and CatalogueError where it is not what the entry says.
        """
        faiss = _faiss()
        _check_header(path, entry)
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except TypeError:  # a path that is not UTF-8 cannot be handed to FAISS
            import numpy as np

            index = faiss.deserialize_index(np.fromfile(path, dtype=np.uint8))
        except RuntimeError as error:
            path.stat()  # FileNotFoundError where a writer has swept it since it was checked
            raise damaged(path.parent, f"{path.name} is no FAISS index") from error
        if not _is_ours(index):
            raise damaged(path.parent, f"{path.name} is another kind of index")
        return cls(index, path, entry)

    @classmethod
    def in_memory(cls, matrix: npt.NDArray[np.float16]) -> VectorFile:
        """Hold a matrix (rows, dim), to be searched in the same way."""
        return cls(_built(matrix), None, None)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Components of a vector."""
        return int(self._index.d)

    def search(
        self,
        queries: npt.NDArray[np.float32],
        limit: int,
        *,
        rows: npt.NDArray[np.int64] | None = None,
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """Return inner products and rows, both (queries, k), best first, for queries (q, dim).

        Only of `rows` where they are given. k is `limit`, or the number of vectors if less.
        """
        import numpy as np

        faiss = _faiss()
        chosen = None if rows is None else np.unique(rows[(rows >= 0) & (rows < len(self))])
        count = min(limit, len(self) if chosen is None else len(chosen))
        if count < 1 or not len(queries):
            shape = (len(queries), max(count, 0))
            return np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.int64)
        queries = np.ascontiguousarray(queries, dtype=np.float32)
        if chosen is None:
            scores, found = self._index.search(queries, count)
        else:
            allowed = np.zeros(len(self), dtype=bool)
            allowed[chosen] = True
            selector = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
            parameters = faiss.SearchParameters(sel=selector)
            scores, found = self._index.search(queries, count, params=parameters)
        return scores, found

    def verify(self) -> None:
        """Read the whole file. Raises CatalogueError unless its sha256 is the one committed."""
        if self.path is not None and self._entry is not None:
            verify_file(self.path, self._entry)


def verify_file(path: Path, entry: VectorFileEntry) -> None:
    """Read a whole file. Raises CatalogueError unless its sha256 is the one committed, and OSError
    where it cannot be read."""
    if digest_file(path) != entry.sha256:
        raise damaged(path.parent, f"{path.name} is not the file that was written")


def map_vectors(path: Path, entry: VectorFileEntry) -> npt.NDArray[np.float16]:
    """Return the vectors of a verified file, mapped, shape (rows, dimension); without FAISS."""
    import numpy as np

    with path.open("rb") as file:
        _, dimension, rows = _HEADER.unpack(file.read(_HEADER.size))
    start = entry.size - 2 * dimension * rows  # they are what the file ends with
    if not rows:
        return np.zeros((0, dimension), dtype=np.float16)
    return np.memmap(path, dtype="<f2", mode="r", offset=start, shape=(rows, dimension))


def _faiss() -> Any:  # noqa: ANN401  its stubs lack what its Python layer adds
    import faiss

    return faiss


def _built(matrix: npt.NDArray[np.float16]) -> Any:  # noqa: ANN401  FAISS ships no types
    import numpy as np

    faiss = _faiss()
    index = faiss.IndexScalarQuantizer(
        matrix.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    # The quantiser's codes are the numbers as they are: nothing is to be computed.
    codes = np.ascontiguousarray(matrix, dtype="<f2").view(np.uint8).ravel()
    faiss.copy_array_to_vector(codes, index.codes)
    index.ntotal = len(matrix)
    return index


def _write_index(index: Any, file: IO[bytes]) -> str:  # noqa: ANN401  FAISS ships no types
    """Write an index piece by piece; return its sha256 in hexadecimal."""
    faiss = _faiss()
    digest = hashlib.sha256()

    def write(piece: bytes) -> int:
        digest.update(piece)
        return file.write(piece)

    faiss.write_index(index, faiss.PyCallbackIOWriter(write))
    return digest.hexdigest()


def _check_header(path: Path, entry: VectorFileEntry) -> None:
    # FAISS believes what a header says: one that promises more than the file holds is refused.
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEADER.size)
    if size != entry.size or len(head) < _HEADER.size:
        raise damaged(path.parent, f"{path.name} has {size} bytes, not {entry.size}")
    kind, dimension, rows = _HEADER.unpack(head)
    if kind != _FLAT_QUANTISER or min(dimension, rows) < 0 or 2 * dimension * rows > size:
        raise damaged(path.parent, f"the header of {path.name} is broken")


def _is_ours(index: Any) -> bool:  # noqa: ANN401  FAISS ships no types
    faiss = _faiss()
    return (
        isinstance(index, faiss.IndexScalarQuantizer)
        and index.sq.qtype == faiss.ScalarQuantizer.QT_fp16
        and index.metric_type == faiss.METRIC_INNER_PRODUCT
        and index.is_trained
    )
