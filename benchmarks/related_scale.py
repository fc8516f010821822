"""How the time of `kblink related` grows with the vault.

    python benchmarks/related_scale.py [--notes 1000 10000 100000] [--asked 100]

Vaults are generated (`generate_vault.py`, 8 links a note) and indexed with vectors of chance that
share a direction where texts share words: how long an encoder takes is no matter here, and
measured elsewhere (`encoder.py`). Told are, for each size: the seconds until the first note of
`related --all` is answered, since the vault is read once; those of each further one, as the mean
over `--asked` notes that follow each other (what is usual for a note is told once for each, which
the first notes do for many: it is reckoned once a note); the two for all notes together; the
seconds of one note asked alone, as the median of 5; the peak of resident memory in MiB.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import re
import resource
import statistics
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from generate_vault import generate

from kblink import Vault
from kblink.encode.identified import Identified
from kblink.model import EncoderIdentity
from kblink.related import features
from kblink.related.signals import text_signals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from kblink.model import TextKind
    from kblink.related.profiles import Profiles
    from kblink.related.signals import Targets

DIMENSION = 384
_LINKS = 8
_ALONE = 5
_WORD = re.compile(r"\w{4,}")


class ChanceEncoder(Identified):
    """Gives a text the sum of a vector of chance for each of its first words."""

    def __init__(self) -> None:
        super().__init__(
            EncoderIdentity(
                name="chance",
                weights=hashlib.sha256(b"chance").hexdigest(),
                pooling="sum",
                dimension=DIMENSION,
                max_length=256,
                languages=("en", "ru"),
            )
        )
        self._known: dict[str, npt.NDArray[np.float32]] = {}

    @property
    def engine(self) -> str:
        """Nothing that needs a name."""
        return "chance"

    def encode(
        self, texts: Sequence[str], *, kind: TextKind = "passage"
    ) -> npt.NDArray[np.float32]:
        """Return unit vectors, shape (texts, dimension)."""
        del kind
        rows = np.stack([self._of(text) for text in texts])
        unit: npt.NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit

    def _of(self, text: str) -> npt.NDArray[np.float32]:
        words = [text[:40], *_WORD.findall(text.casefold())[:40]]
        found: npt.NDArray[np.float32] = np.sum([self._word(word) for word in words], axis=0)
        return found

    def _word(self, word: str) -> npt.NDArray[np.float32]:
        if word not in self._known:
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
            self._known[word] = (
                np.random.default_rng(seed).normal(size=DIMENSION).astype(np.float32)
            )
        return self._known[word]


class Measured(NamedTuple):
    """Seconds, and MiB."""

    first: float
    each: float
    alone: float
    memory: float


class _Timed:
    """Tells how long what is usual takes: signals to few targets."""

    def __init__(self, signals: Callable[..., npt.NDArray[np.float64]]) -> None:
        self._signals = signals
        self.seconds = 0.0
        self.calls = 0

    def __call__(
        self, profiles: Profiles, note: int, targets: Targets | None = None
    ) -> npt.NDArray[np.float64]:
        started = time.perf_counter()
        found = self._signals(profiles, note, targets)
        if targets is not None:
            self.seconds += time.perf_counter() - started
            self.calls += 1
        return found


def measure(root: Path, asked: int) -> Measured:
    """Ask for what is related in an indexed vault."""
    vault = Vault(root, encoder=ChanceEncoder())
    vault.index()
    path = vault.note_paths()[0]
    alone = []
    for _ in range(_ALONE):
        started = time.perf_counter()
        vault.related(path, refresh=False)
        alone.append(time.perf_counter() - started)
    started = time.perf_counter()
    answers = vault.related_all(refresh=False)
    next(answers)
    first = time.perf_counter() - started
    usual = _Timed(text_signals)
    vars(features)["text_signals"] = usual  # counts, and does the same
    started = time.perf_counter()
    count = sum(1 for _ in islice(answers, asked))
    rest = time.perf_counter() - started - usual.seconds
    each = rest / max(count, 1) + usual.seconds / max(usual.calls, 1)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(first, each, statistics.median(alone), memory)


def main() -> None:
    """Print a row for each size of a vault."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--notes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--asked", type=int, default=100)
    arguments = parser.parse_args()
    print(
        "| notes | first, s | each, ms | --all, s | one alone, s | MiB |\n|--:|--:|--:|--:|--:|--:|"
    )
    for notes in arguments.notes:
        with tempfile.TemporaryDirectory() as folder, multiprocessing.Pool(1) as pool:
            root = Path(folder) / "vault"
            generate(root, notes, links=_LINKS)
            found = pool.apply(measure, (root, arguments.asked))
        every = found.first + found.each * notes
        cells = (f"{found.first:.1f}", f"{1000 * found.each:.1f}", f"{every:.0f}")
        print(f"| {notes:,} | {' | '.join(cells)} | {found.alone:.2f} | {found.memory:.0f} |")


if __name__ == "__main__":
    main()
