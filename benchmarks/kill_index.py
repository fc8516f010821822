"""Kill `kblink index` at random moments; the index must open and end as one built in one go.

    python benchmarks/kill_index.py [VAULT] [--kills 200] [--seed 0] [--real]

Every round kills a run (SIGKILL) somewhere in the time that a whole run takes, the first ones right
at its start, opens what is there, and edits, adds, renames or deletes notes. No run may encode a
text whose vector an earlier one has committed. Then, where strace is installed, a run that brings
an index of an older schema up to date is killed at each of its first writes. At the end rows (by
natural key) and hits are compared with those of an index built in one go.

The encoder is a cheap one that keeps a record of what it encodes; with `--real` it is the one that
ships, and what it encodes is not recorded.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from edit_rounds import DIMENSION, CheapEncoder
from recorded_writes import strace

from kblink import Vault
from kblink.errors import CatalogueError
from kblink.store.catalogue import Catalogue
from kblink.store.folder import holds_catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from kblink.model import TextKind

REPOSITORY = Path(__file__).resolve().parent.parent
QUERIES = ("How does BERT learn?", "Как BERT учится?", "nearest neighbours", "оценка поиска")
_READY = b"ready\n"
_EARLY_KILLS = 5
_SECONDS_A_TEXT = 0.002
_OLDEST_INDEX = REPOSITORY / "tests/data/index_v1.tar.xz"


class RecordingEncoder(CheapEncoder):
    """Takes its time, and notes the digest of each text in a file once its vector is returned."""

    def __init__(self, record: Path) -> None:
        self._record = record

    def encode(
        self, texts: Sequence[str], *, kind: TextKind = "passage"
    ) -> npt.NDArray[np.float32]:
        """A direction at random for each text: no two are equally near to a query."""
        del kind
        time.sleep(_SECONDS_A_TEXT * len(texts))
        with self._record.open("a", encoding="ascii") as record:
            for text in texts:
                data = text.encode("utf-8", "surrogatepass")
                record.write(hashlib.sha256(data).hexdigest() + "\n")
        seeds = (zlib.crc32(text.encode("utf-8", "replace")) for text in texts)
        vectors = np.stack([np.random.default_rng(seed).normal(size=DIMENSION) for seed in seeds])
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: npt.NDArray[np.float32] = (vectors / norms).astype(np.float32)
        return unit


@dataclass(frozen=True, slots=True)
class Indexed:
    """A vault that is indexed by children, with the record of what they encoded."""

    root: Path
    record: Path
    real: bool

    def vault(self) -> Vault:
        """The vault in this process."""
        return Vault(self.root, encoder=None if self.real else RecordingEncoder(self.record))

    def command(self) -> tuple[str, ...]:
        """What indexes it, as a child."""
        real = ("--real",) if self.real else ()
        return (sys.executable, __file__, str(self.root), "--index", str(self.record), *real)

    def committed(self) -> set[str]:
        """Digests of the texts whose vectors are in the index for good."""
        if not holds_catalogue(self.root / ".kblink"):
            return set()
        try:
            with Catalogue.open_reader(self.root / ".kblink") as catalogue:
                rows = catalogue.database.rows("SELECT digest FROM embeddings")
        except CatalogueError as error:
            if "no index" in error.message:  # it was killed before it had a schema
                return set()
            raise
        return {digest for (digest,) in rows}

    def encoded(self) -> set[str]:
        """Digests of what was encoded since this was asked last."""
        if not self.record.exists():
            return set()
        found = set(self.record.read_text("ascii").split())
        self.record.unlink()
        return found


def run_killed(indexed: Indexed, after: float | None) -> bool:
    """Index, killed some seconds after all is imported; None: not at all. Tells whether it ran."""
    with subprocess.Popen(indexed.command(), stdout=subprocess.PIPE) as child:
        if child.stdout is None or child.stdout.readline() != _READY:
            raise SystemExit("the child did not start")
        if after is None:
            if child.wait():
                raise SystemExit(f"index failed with {child.returncode}")
            return False
        time.sleep(after)
        running = child.poll() is None
        child.kill()
    return running


def look(indexed: Indexed) -> None:
    """Open what a kill left, as the next command would. Raises where it is damaged."""
    if holds_catalogue(indexed.root / ".kblink"):
        with Catalogue.open_writer(indexed.root / ".kblink") as catalogue:
            if catalogue.generation:
                catalogue.verify()


def edit(root: Path, chance: random.Random) -> None:
    """Change the vault as its owner would between two runs."""
    notes = sorted(root.rglob("*.md"))
    for note in chance.sample(notes, k=2):
        kind = chance.choice(("append", "append", "rename", "copy", "delete"))
        if kind == "append":
            text = note.read_text("utf-8", "replace")
            note.write_text(f"{text[:4000]}\n\n## Later {chance.random()}\n\nA thought.\n", "utf-8")
        elif kind == "rename":
            note.rename(note.with_stem(f"{note.stem[:40]}-{chance.randrange(1000)}"))
        elif kind == "copy":
            copy = note.with_stem(f"{note.stem[:40]} copy {chance.randrange(1000)}")
            copy.write_bytes(note.read_bytes() + str(chance.random()).encode())
        elif len(notes) > 10:
            note.unlink()


def contents(indexed: Indexed) -> dict[str, object]:
    """Rows by natural key, and hits."""
    vault = indexed.vault()
    with Catalogue.open_reader(indexed.root / ".kblink") as catalogue:
        notes = sorted(catalogue.notes(), key=lambda note: note.path)
        sections = sorted(
            (section.path, section.ordinal, section.digest, section.line, section.body)
            for note in notes
            for section in catalogue.note_sections(note.path)
        )
        resolved = catalogue.resolved_links()
    hits = [vault.search(query, refresh=False) for query in QUERIES]
    return {"notes": notes, "sections": sections, "links": resolved, "hits": hits}


def campaign(source: Path, folder: Path, kills: int, chance: random.Random, *, real: bool) -> None:
    """Kill, look, edit, again; then compare."""
    killed = Indexed(folder / "killed", folder / "killed.txt", real)
    whole = Indexed(folder / "whole", folder / "whole.txt", real)
    shutil.copytree(source, killed.root, ignore=shutil.ignore_patterns(".kblink"))
    # Which lines are boilerplate is told by the first run, and kept: histories would differ by it.
    (killed.root / "kblink.toml").write_text("[index]\nboilerplate = false\n", "utf-8")
    shutil.copytree(killed.root, whole.root)
    started = time.perf_counter()
    run_killed(whole, None)
    longest = time.perf_counter() - started
    done = rounds = 0
    while done < kills:
        before = killed.committed()
        early = done < _EARLY_KILLS
        done += run_killed(killed, chance.uniform(0, 0.02 if early else longest))
        if again := killed.encoded() & before:
            raise SystemExit(f"after {done} kills: {len(again)} texts were encoded again")
        look(killed)
        if not early:
            edit(killed.root, chance)
        rounds += 1
    run_killed(killed, None)
    shutil.rmtree(whole.root)
    shutil.copytree(killed.root, whole.root, ignore=shutil.ignore_patterns(".kblink"))
    run_killed(whole, None)
    for what, theirs in contents(whole).items():
        if contents(killed)[what] != theirs:
            raise SystemExit(f"{what} differ from those of an index built in one go")
    left = [file.name for file in (killed.root / ".kblink").iterdir() if "tmp" in file.name]
    vectors = list((killed.root / ".kblink").glob("vectors-*.faiss"))
    if left or len(vectors) != 1:
        raise SystemExit(f"left behind: {left} {vectors}")
    print(f"{done} kills in {rounds} runs: nothing encoded again, same rows, same hits")


def migration(folder: Path, most: int) -> None:
    """Kill a run that migrates an index of the oldest schema at each of its first writes."""
    tracer = strace()
    if tracer is None:
        print("no strace: not killed during a migration")
        return
    for number in range(1, most + 1):
        root = folder / f"migrated {number}"
        root.mkdir()
        (root / "bert.md").write_text("# BERT\n\nAn encoder.\n\n## Use\n\nSearch.\n", "utf-8")
        with tarfile.open(_OLDEST_INDEX) as archive:
            archive.extractall(root, filter="data")
        (root / _OLDEST_INDEX.name.partition(".")[0]).rename(root / ".kblink")
        indexed = Indexed(root, folder / "migrated.txt", real=False)
        inject = f"inject=pwrite64,fsync,fdatasync,ftruncate:signal=KILL:when={number}"
        options = ("-f", "-qq", "-o", "/dev/null", "-e", inject)
        ended = subprocess.run(
            (tracer, *options, *indexed.command()), stdout=subprocess.DEVNULL, check=False
        )
        look(indexed)
        run_killed(indexed, None)
        look(indexed)
        if ended.returncode == 0:
            print(f"killed at each of the {number - 1} writes of a migrating run: opens, ends")
            return
    print(f"killed at the first {most} writes of a migrating run: opens, ends")


def main() -> None:
    """Run the campaign in a temporary folder, or be a child of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("vault", nargs="?", type=Path, default=REPOSITORY / "sample_vault")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--writes", type=int, default=150, help="of a migration to be killed at")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--real", action="store_true", help="the encoder that ships")
    parser.add_argument("--index", type=Path, metavar="RECORD", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.index:
        vault = Indexed(arguments.vault, arguments.index, arguments.real).vault()
        print(_READY.decode(), end="", flush=True)
        vault.index()
        return
    with tempfile.TemporaryDirectory() as folder:
        chance = random.Random(arguments.seed)  # noqa: S311 - moments of kills need no secrecy
        campaign(arguments.vault, Path(folder), arguments.kills, chance, real=arguments.real)
        migration(Path(folder), arguments.writes)


if __name__ == "__main__":
    main()
