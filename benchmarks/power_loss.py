"""Take the power away from `kblink index` at every moment; the index must open old or new, whole.

    python benchmarks/power_loss.py [--states 1000] [--seed 0] [--without-flushes]

A child builds an index in several runs, the vault being edited between them, under strace, which
records its writes, fsyncs and renames (`recorded_writes.py`). At every prefix of these, what was
not flushed is dropped, torn or kept at random; what is found must be a generation that was
committed, whole, and none older than the last that was acknowledged. `--without-flushes` lets the
child flush no vector file and no folder: the faults that follow show that the campaign sees them.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from edit_rounds import CheapEncoder
from generate_vault import generate
from recorded_writes import Disk, Event, record, strace

from kblink import Vault
from kblink.store.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RUNS = 4
_COMMITTED = b"committed "


@dataclass(frozen=True, slots=True)
class Recording:
    """All that was done to an index, and what a reader saw of each generation that was committed
    (of the first: nothing)."""

    events: Sequence[Event]
    seen: Sequence[object]


def write_index(vault: Path, index_dir: Path, copies: Path) -> None:
    """Build an index in several runs; say when each is committed, and keep a copy of it."""
    for run in range(RUNS):
        Vault(vault, index_dir=index_dir, encoder=CheapEncoder()).index()
        os.write(1, _COMMITTED + str(run + 1).encode())
        shutil.copytree(index_dir, copies / str(run + 1))
        _edit(vault, run)


def _edit(vault: Path, run: int) -> None:
    first, second, *_, last = sorted(vault.rglob("*.md"))
    first.write_text(f"{first.read_text('utf-8')}\n## Run {run}\n\nA thought.\n", "utf-8")
    second.rename(second.with_stem(f"{second.stem} {run}"))
    last.unlink()


def recorded(folder: Path, notes: int, *, flushes: bool = True) -> Recording:
    """Record the runs of a child on a generated vault."""
    vault, index_dir, copies = (folder / name for name in ("vault", "index", "copies"))
    generate(vault, notes, seed=1)
    index_dir.mkdir()
    copies.mkdir()
    mode = "--write" if flushes else "--write-unflushed"
    command = (sys.executable, __file__, mode, str(vault), str(index_dir), str(copies))
    events = record(command, index_dir, folder / "strace.log")
    seen = [look(copies / str(run)) for run in range(1, RUNS + 1)]
    return Recording(events, [None, *seen])


def look(folder: Path) -> object:
    """All that is seen of an index, vectors included, after it was opened as the next run opens
    it; None where no generation was committed."""
    with Catalogue.open_writer(folder) as catalogue, catalogue.snapshot():
        if not catalogue.generation:
            return None
        catalogue.verify()
        ids = catalogue.section_ids_at(range(len(catalogue.vectors())))
        words = catalogue.keyword_search("of the и в", 20)
        return catalogue.generation, catalogue.notes(), catalogue.sections(ids), words


def crashes(recording: Recording, states: int, chance: random.Random) -> Iterator[str]:
    """Yield what is wrong with each state that is: `states` of them, spread over all prefixes."""
    disk = Disk()
    acknowledged = 0
    each = states / len(recording.events)
    for number, event in enumerate(recording.events):
        disk.apply(event)
        if event.kind == "said" and event.data.startswith(_COMMITTED):
            acknowledged = int(event.data.removeprefix(_COMMITTED))
        for _ in range(int((number + 1) * each) - int(number * each)):
            fault = _fault(recording, disk.after_power_loss(chance), acknowledged)
            if fault:
                yield f"after {number + 1} of {len(recording.events)} events: {fault}"


def _fault(recording: Recording, files: dict[str, bytes], acknowledged: int) -> str | None:
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        try:
            seen = look(Path(folder))
        except Exception as error:  # noqa: BLE001 - whatever a reader meets is the finding
            return f"{type(error).__name__}: {error}"
    for run, expected in enumerate(recording.seen):
        if run >= acknowledged and seen == expected:
            return None
    return f"not a generation from {acknowledged} on"


def main() -> None:
    """Record, then lose power many times."""
    if sys.argv[1:2] in (["--write"], ["--write-unflushed"]):
        if sys.argv[1] == "--write-unflushed":
            os.fsync = lambda _: None  # type: ignore[assignment]  # the fault that is to be seen
        write_index(*map(Path, sys.argv[2:5]))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--states", type=int, default=1000)
    parser.add_argument("--notes", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--without-flushes", action="store_true")
    arguments = parser.parse_args()
    if strace() is None:
        parser.error("strace is needed (on Debian: apt-get install strace)")
    with tempfile.TemporaryDirectory() as folder:
        recording = recorded(Path(folder), arguments.notes, flushes=not arguments.without_flushes)
        chance = random.Random(arguments.seed)  # noqa: S311 - power losses need no secrecy
        faults = list(crashes(recording, arguments.states, chance))
    print(f"{len(recording.events)} events, {arguments.states} power losses, {len(faults)} faults")
    print(*faults[:20], sep="\n")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
