"""The teacher's vectors of originals, computed when first needed and kept on disk.

Two files that only grow: the hashes of texts, and their vectors in the same order. Vectors are
flushed before the hashes that name them, so a process that is killed loses one portion.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from kblink.durable import flush_file
from kblink.train.bert import encode_all
from kblink.train.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    from tokenizers import Tokenizer

_PORTION = 4_096
"""Texts between two flushes."""


class TeacherVectors:
    """Vectors in `folder`, float16, each found by the hash of its text."""

    def __init__(self, folder: Path, dimension: int) -> None:
        import numpy as np

        self._hashes = folder / "hashes.u64"
        self._vectors = folder / "vectors.f16"
        self._dimension = dimension
        folder.mkdir(parents=True, exist_ok=True)
        for file in (self._hashes, self._vectors):
            file.touch()
        self._cut_to_whole()
        known = np.fromfile(self._hashes, np.uint64)
        self._rows = {key: row for row, key in enumerate(known.tolist())}

    def vectors(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the unit vectors of texts that were read, float32, shape (texts, dimension)."""
        import numpy as np

        table = np.memmap(self._vectors, np.float16, "r").reshape(-1, self._dimension)
        rows = [self._rows[key] for key in _hashes(texts).tolist()]
        found = table[rows].astype(np.float32)
        unit: npt.NDArray[np.float32] = found / np.linalg.norm(found, axis=1, keepdims=True)
        return unit

    def fill(
        self,
        texts: Sequence[str],
        model: Any,  # noqa: ANN401 - a BERT of transformers
        tokenizer: Tokenizer,
        *,
        bf16: bool,
    ) -> None:
        """Compute and keep what is missing, texts of one length together. Raises OSError."""
        missing = self._missing(texts)
        for at in range(0, len(missing), _PORTION):
            some = missing[at : at + _PORTION]
            self._append(some, encode_all(model, tokenise(some, tokenizer), bf16=bf16))

    def _missing(self, texts: Sequence[str]) -> list[str]:
        keys = _hashes(texts).tolist()
        absent = {text for text, key in zip(texts, keys, strict=True) if key not in self._rows}
        return sorted(absent, key=lambda text: (len(text), text))

    def _append(self, texts: Sequence[str], vectors: npt.NDArray[np.float32]) -> None:
        import numpy as np

        keys = _hashes(texts)
        for file, values in ((self._vectors, vectors.astype(np.float16)), (self._hashes, keys)):
            with file.open("ab") as stream:
                stream.write(values.tobytes())
            flush_file(file)
        self._rows |= {key: row for row, key in enumerate(keys.tolist(), len(self._rows))}

    def _cut_to_whole(self) -> None:
        """Forget what a killed process wrote in part: both files to as many as both hold."""
        sizes = {self._hashes: 8, self._vectors: 2 * self._dimension}
        whole = min(file.stat().st_size // size for file, size in sizes.items())
        for file, size in sizes.items():
            with file.open("r+b") as stream:
                stream.truncate(whole * size)


def _hashes(texts: Sequence[str]) -> npt.NDArray[np.uint64]:
    import numpy as np

    digests = (blake2b(text.encode(), digest_size=8).digest() for text in texts)
    return np.frombuffer(b"".join(digests), np.uint64)
