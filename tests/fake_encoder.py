"""An encoder for tests: fast, needs no model, gives the same vectors on every machine."""

from __future__ import annotations

import hashlib
import re
import time
from typing import TYPE_CHECKING

import numpy as np

from kblink.encode.identified import Identified
from kblink.model import EncoderIdentity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from kblink.model import TextKind

_WORD = re.compile(r"\w+")


class HashingEncoder(Identified):
    """Hashes casefolded words and their first four letters into a unit vector.

    Texts that share words or word beginnings are close; texts that share none are nearly
    orthogonal. Another `seed` is another encoder: other vectors, another identity. `delay` is the
    seconds that each text takes. `encoded` counts the texts so far, `calls` keeps each call's.
    """

    def __init__(
        self,
        *,
        seed: int = 0,
        dimension: int = 64,
        delay: float = 0.0,
        languages: tuple[str, ...] = ("en", "ru"),
    ) -> None:
        self.seed = seed
        self.delay = delay
        self.encoded = 0
        self.calls: list[tuple[str, ...]] = []
        identity = EncoderIdentity(
            name="hashing",
            weights=hashlib.sha256(f"hashing-{seed}".encode()).hexdigest(),
            pooling="sum",
            dimension=dimension,
            max_length=256,
            languages=languages,
        )
        super().__init__(identity)

    @property
    def engine(self) -> str:
        return "hashing"

    def encode(
        self, texts: Sequence[str], *, kind: TextKind = "passage"
    ) -> npt.NDArray[np.float32]:
        del kind  # one kind of text only
        self.calls.append(tuple(texts))
        vectors = np.zeros((len(texts), self._identity.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            time.sleep(self.delay)
            for feature in _features(text):
                position, sign = self._place(feature)
                vectors[row, position] += sign
            if not vectors[row].any():
                vectors[row, 0] = 1.0
            self.encoded += 1
        norms: npt.NDArray[np.float32] = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / norms

    def _place(self, feature: str) -> tuple[int, float]:
        digest = hashlib.blake2b(
            feature.encode("utf-8", "replace"), digest_size=8, salt=self.seed.to_bytes(8, "big")
        ).digest()
        number = int.from_bytes(digest, "big")
        return number // 2 % self._identity.dimension, 1.0 if number % 2 else -1.0


def _features(text: str) -> Iterator[str]:
    for word in _WORD.findall(text.casefold()):
        yield word
        yield f"{word[:4]}*"
