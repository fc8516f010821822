"""What `kblink index` costs where little or nothing has changed, and what many queries cost.

    python benchmarks/incremental_index.py [--notes 6600] [--rounds 11] [--seed 0]

- nothing changed: `index` against `kblink --version` and twice a bare walk with a `stat` a file;
- one note changed, one folder renamed: what is encoded again, and the seconds of the run;
- 1,000 queries through `search --queries --mode keyword`: milliseconds a query, and p50 and p95 of
  the same queries in one process. A tenth of them have a typing error.

Ratios are medians of rounds that take both sides in turn. Notes are those of `generate_vault.py`.
The index is built by an encoder that costs nothing and bears the name of the one that ships, so
that the command line takes it for its own; where nothing has changed no encoder is asked. File
caches are warm, and modules are compiled before, as an installation does it.
"""

from __future__ import annotations

import argparse
import compileall
import os
import random
import statistics
import tempfile
import time
import zlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from edit_rounds import CheapEncoder
from generate_vault import generate
from measure import KBLINK, REPOSITORY, in_rounds, median_ratio, run

import kblink.workspace
from kblink import Vault
from kblink.config import Config
from kblink.model import SearchRequest
from kblink.store.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from kblink.model import EncoderIdentity, TextKind

_QUERIES = 1000
_MISTYPED = 10
_HEADER = "| what | measured | against | seconds | ratio | at most |\n|---|--:|---|--:|--:|--:|"


class NamedEncoder(CheapEncoder):
    """Vectors that mean nothing, under the name of the encoder that the command line takes."""

    def __init__(self, identity: EncoderIdentity) -> None:
        self._identity = identity
        self.encoded = 0

    @property
    def identity(self) -> EncoderIdentity:
        """That of the encoder it stands for."""
        return self._identity

    def encode(
        self, texts: Sequence[str], *, kind: TextKind = "passage"
    ) -> npt.NDArray[np.float32]:
        """One axis of the space a text, chosen by its checksum."""
        del kind
        self.encoded += len(texts)
        vectors = np.zeros((len(texts), self._identity.dimension), dtype=np.float32)
        axes = [zlib.crc32(text.encode()) % self._identity.dimension for text in texts]
        vectors[np.arange(len(texts)), axes] = 1
        return vectors


def stand_in() -> NamedEncoder:
    """Have every vault of this process use an encoder that costs nothing; return it."""
    chosen = kblink.workspace.choose_encoder(Config(), lambda: None, print)
    encoder = NamedEncoder(chosen.identity)
    kblink.workspace.choose_encoder = lambda *_: encoder
    return encoder


def bare_walk(root: Path) -> float:
    """Seconds of walking a folder with a `stat` a file, and nothing else."""
    started = time.perf_counter()
    for folder, _, files in os.walk(root):
        for name in files:
            os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 - the quickest there is
    return time.perf_counter() - started


def nothing_changed(root: Path, index_dir: Path, rounds: int) -> Iterator[str]:
    """Rows of the table; the index is up to date."""
    command = (*KBLINK, "index", str(root), "--index-dir", str(index_dir))
    if not run(command).output.startswith("✓ Up to date"):
        raise SystemExit("the index is not up to date")
    taken = in_rounds(
        rounds,
        {
            "index": lambda: run(command).seconds,
            "version": lambda: run((*KBLINK, "--version")).seconds,
            "walk": partial(bare_walk, root),
        },
    )
    bar = [a + 2 * b for a, b in zip(taken["version"], taken["walk"], strict=True)]
    index, version, walk, most = (
        statistics.median(each) for each in (taken["index"], taken["version"], taken["walk"], bar)
    )
    against = f"`--version` {version:.3f} and twice a walk of {walk:.3f}"
    ratio = median_ratio(taken["index"], bar)
    yield f"| `index`, nothing changed | {index:.3f} s | {against} | {most:.3f} | {ratio:.2f} | 1 |"


def little_changed(root: Path, index_dir: Path, encoder: NamedEncoder) -> Iterator[str]:
    """Rows of the table; a note is given a section more, and a folder another name."""
    note = min(root.rglob("*.md"))
    note.write_text(f"{note.read_text('utf-8')}\n## One more\n\nA later thought.\n", "utf-8")
    yield _changed("one note changed", root, index_dir, encoder, at_most=1)
    folder = max((path for path in root.iterdir() if path.is_dir()), key=_notes_in)
    notes = _notes_in(folder)
    folder.rename(folder.with_name(f"{folder.name} renamed"))
    yield _changed(f"a folder of {notes} notes renamed", root, index_dir, encoder, at_most=0)


def _notes_in(folder: Path) -> int:
    return sum(1 for _ in folder.rglob("*.md"))


def _changed(what: str, root: Path, index_dir: Path, encoder: NamedEncoder, at_most: int) -> str:
    before, started = encoder.encoded, time.perf_counter()
    Vault(root, index_dir=index_dir).index()
    seconds = time.perf_counter() - started
    encoded = encoder.encoded - before
    return f"| {what}: sections encoded | {encoded} | the whole run | {seconds:.2f} | | {at_most} |"


def many_queries(root: Path, index_dir: Path, seed: int) -> Iterator[str]:
    """Rows of the table."""
    queries = _queries(index_dir, random.Random(seed))  # noqa: S311 - queries need no secrecy
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write("\n".join(queries))
        file.flush()
        command = (*KBLINK, "search", "--queries", file.name, "--mode", "keyword", "--no-refresh")
        done = run((*command, "--vault", str(root), "--index-dir", str(index_dir)))
    if done.output.count('"schema"') != len(queries):
        raise SystemExit("there is not an answer to each query")
    each = f"{1000 * done.seconds / len(queries):.1f} ms"
    yield f"| `search --queries`, a query | {each} | the whole run | {done.seconds:.1f} | | |"
    taken = []
    answers = Vault(root, index_dir=index_dir).search_all(
        queries, SearchRequest("keyword"), refresh=False
    )
    started = time.perf_counter()
    for _ in answers:
        taken.append(time.perf_counter() - started)
        started = time.perf_counter()
    p50, p95 = (1000 * statistics.quantiles(taken[1:], n=20)[at] for at in (9, 18))
    yield f"| p50 and p95 of {len(queries)} queries | {p50:.1f} and {p95:.1f} ms | | | | |"


def _queries(index_dir: Path, chance: random.Random) -> list[str]:
    """Some words of a section a query, of every tenth one with two letters swapped."""
    with Catalogue.open_reader(index_dir) as catalogue:
        count = catalogue.totals().sections
        rows = sorted(chance.sample(range(count), min(count, 3 * _QUERIES)))
        stored = catalogue.sections(catalogue.section_ids_at(rows))
    queries = []
    for section in stored.values():
        words = [word for word in section.body.split() if word.isalpha() and len(word) > 3]
        if len(words) > 3:
            queries.append(chance.sample(words, 3))
    for words in queries[::_MISTYPED]:
        words[0] = words[0][:1] + words[0][2:3] + words[0][1:2] + words[0][3:]
    chance.shuffle(queries)
    return [" ".join(words) for words in queries[:_QUERIES]]


def main() -> None:
    """Measure, and print rows as they come."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--notes", type=int, default=6600)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    compileall.compile_dir(REPOSITORY / "kblink", quiet=2)
    with tempfile.TemporaryDirectory() as folder:
        root, index_dir = Path(folder) / "vault", Path(folder) / "index"
        generate(root, arguments.notes, seed=arguments.seed)
        for file in root.rglob("*.*"):  # what was written just now would be read once more
            os.utime(file, (1_700_000_000, 1_700_000_000))
        encoder = stand_in()
        report = Vault(root, index_dir=index_dir).index()
        print(f"{report.notes_total} notes, {report.sections_total} sections\n\n{_HEADER}")
        for rows in (
            nothing_changed(root, index_dir, arguments.rounds),
            little_changed(root, index_dir, encoder),
            many_queries(root, index_dir, arguments.seed),
        ):
            for row in rows:
                print(row, flush=True)


if __name__ == "__main__":
    main()
