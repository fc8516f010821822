"""Checks after one edited note, with an index that knows all the others."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from measure import in_rounds, run_check

from kblink import Vault
from kblink.model import EncoderIdentity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from kblink.model import TextKind

DIMENSION = 8


class CheapEncoder:
    """Vectors that mean nothing and cost nothing: a check never looks at them."""

    @property
    def identity(self) -> EncoderIdentity:
        """An identity that no real encoder has."""
        weights = hashlib.sha256(b"cheap").hexdigest()
        return EncoderIdentity("cheap", weights, "none", DIMENSION, 256, languages=self.languages)

    @property
    def languages(self) -> tuple[str, ...]:
        """Those of generated notes."""
        return ("en", "ru")

    @property
    def engine(self) -> str:
        """What computes its vectors."""
        return "cheap"

    def encode(
        self, texts: Sequence[str], *, kind: TextKind = "passage"
    ) -> npt.NDArray[np.float32]:
        """One axis of the space a text, chosen by its checksum."""
        del kind
        axes = [zlib.crc32(text.encode()) % DIMENSION for text in texts]
        return np.eye(DIMENSION, dtype=np.float32)[axes]


def edit_rounds(vault: Path, rounds: int, cold: Callable[[], float]) -> dict[str, list[float]]:
    """Seconds of rounds: `edited` with an index, `cold` as measured by the caller."""
    notes = sorted(vault.rglob("*.md"))
    long_ago = time.time() - 3600  # what was written within two seconds of an index is read again
    for note in notes:
        os.utime(note, (long_ago, long_ago))
    with tempfile.TemporaryDirectory() as index_dir:
        Vault(vault, index_dir=index_dir, encoder=CheapEncoder()).index()
        chosen = iter(notes[:: max(1, len(notes) // rounds)])

        def edited() -> float:
            with _edited(next(chosen)):
                return run_check(vault, index_dir).seconds

        return in_rounds(rounds, {"edited": edited, "cold": cold})


@contextmanager
def _edited(note: Path) -> Iterator[None]:
    """A note with another paragraph; afterwards it is what it was, its time included."""
    before, times = note.read_bytes(), note.stat()
    note.write_bytes(before + b"\nA later thought, on [[a note that is yet to be written]].\n")
    yield
    note.write_bytes(before)
    os.utime(note, ns=(times.st_atime_ns, times.st_mtime_ns))
