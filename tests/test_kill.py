"""An index that is killed at any moment opens again and ends as if nothing had happened.

The long version, with the real encoder, is `benchmarks/kill_index.py`.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fake_encoder import HashingEncoder

from kblink import Vault
from kblink.store.catalogue import Catalogue
from kblink.store.folder import holds_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kblink.model import Hit

TESTS = Path(__file__).parent
SAMPLE = TESTS.parent / "sample_vault"
INDEX = """
import sys
sys.path.insert(0, sys.argv[2])
from fake_encoder import HashingEncoder
from kblink import Vault
print("ready", flush=True)
Vault(sys.argv[1], encoder=HashingEncoder(delay=0.01)).index()
"""
KILLS = 20


@contextmanager
def indexing(root: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that indexes the vault; it has loaded its modules when the block begins."""
    line = [sys.executable, "-c", INDEX, str(root), str(TESTS)]
    with subprocess.Popen(line, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield process


def index(root: Path) -> float:
    """Index without being killed; return the seconds that it took."""
    started = time.perf_counter()
    with indexing(root) as process:
        assert process.wait() == 0
    return time.perf_counter() - started


def kill(root: Path, after: float) -> bool:
    """Kill a run after some seconds; whether it was still running."""
    with indexing(root) as process:
        time.sleep(after)
        running = process.poll() is None
        process.kill()
    return running


def rows(root: Path) -> list[tuple[str, int, str]]:
    """The sections of a vault's index by natural key."""
    with Catalogue.open_reader(root / ".kblink") as catalogue:
        return sorted(
            (section.path, section.ordinal, section.digest)
            for note in catalogue.notes()
            for section in catalogue.note_sections(note.path)
        )


def answers(root: Path) -> list[list[Hit]]:
    vault = Vault(root, encoder=HashingEncoder())
    questions = "How does BERT learn?", "Как BERT учится?", "recall@k", "индекс"
    return [vault.search(question, refresh=False) for question in questions]


def test_index_killed_at_20_moments_ends_like_one_built_in_one_go(tmp_path: Path) -> None:
    chance = random.Random(20)
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    shutil.copytree(SAMPLE, killed)
    shutil.copytree(SAMPLE, whole)
    # Runs that stop this early leave work for all that follow: each goes on where it was.
    longest = index(whole) / 5
    stopped = 0
    for attempt in range(KILLS):
        stopped += kill(killed, chance.uniform(0, longest))
        if holds_catalogue(killed / ".kblink"):
            Catalogue.open_reader(killed / ".kblink").close()
        note = killed / "models" / f"later {attempt}.md"
        note.write_text(f"# Later {attempt}\n\nA thought on masked words, number {attempt}.\n")
        shutil.copy(note, whole / "models")
    assert stopped >= KILLS // 2, "the kills came too late to show anything"
    index(killed)
    index(whole)
    assert rows(killed) == rows(whole)
    assert answers(killed) == answers(whole)
    left = {file.name for file in (killed / ".kblink").iterdir()}
    assert sum(name.startswith("vectors-") for name in left) == 1
    assert not [name for name in left if "tmp" in name]
