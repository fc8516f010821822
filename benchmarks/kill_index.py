"""Kill `kblink index` at random moments; the index must open and end as one built in one go.

    python benchmarks/kill_index.py [VAULT] [--kills 20] [--seed 0]

Every round starts from a copy of the vault in which some notes were edited, added, renamed or
deleted since the last round, kills the run (SIGKILL) somewhere in the time that a whole run takes,
and looks at what is there with `status --verify`. After the last kill
the index is finished and searched; hits are compared with those of an index built in one go.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

QUERIES = (
    "How does BERT learn from masked words?",
    "Как BERT учится на замаскированных словах?",
    "nearest neighbours",
    "оценка поиска",
)
REPOSITORY = Path(__file__).resolve().parent.parent
KBLINK = (sys.executable, "-m", "kblink")


def kblink(vault: Path, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a vault."""
    line = (*KBLINK, command, *arguments, "--vault", str(vault), "--format", "json", "--quiet")
    return subprocess.run(line, capture_output=True, text=True, check=False)


def hits(vault: Path) -> list[list[tuple[str, int, float]]]:
    """Path, line and rounded score of the hits of every query, without refreshing the index."""
    found = []
    for query in QUERIES:
        result = kblink(vault, "search", query, "--no-refresh")
        if result.returncode:
            raise SystemExit(f"search failed after a kill: {result.stderr}")
        document = json.loads(result.stdout)
        found.append([(h["path"], h["line"], round(h["score"], 2)) for h in document["hits"]])
    return found


def edit(vault: Path, chance: random.Random) -> None:
    """Change the vault as its owner would between two runs."""
    notes = sorted(vault.rglob("*.md"))
    for note in chance.sample(notes, k=max(2, len(notes) // 10)):
        kind = chance.choice(("append", "append", "rename", "copy", "delete"))
        if kind == "append":
            text = note.read_text("utf-8", "replace")
            note.write_text(f"{text}\n\n## Later {chance.random()}\n\nA thought on {text[:200]}\n")
        elif kind == "rename":
            note.rename(note.with_stem(f"{note.stem}-{chance.randrange(1000)}"))
        elif kind == "copy":
            note.with_stem(f"{note.stem} copy {chance.randrange(1000)}").write_bytes(
                note.read_bytes() + str(chance.random()).encode()
            )
        elif len(notes) > 10:
            note.unlink()


def kill_once(vault: Path, after: float) -> bool:
    """Start `index` and kill it after some seconds; whether it was still running then."""
    line = (*KBLINK, "index", "--vault", str(vault), "--quiet")
    child = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    time.sleep(after)
    alive = child.poll() is None
    child.kill()
    child.wait()
    return alive


def campaign(source: Path, kills: int, chance: random.Random, folder: Path) -> None:
    """Kill, look, edit, again; then compare."""
    vault = folder / "killed"
    shutil.copytree(source, vault, ignore=shutil.ignore_patterns(".kblink"))
    started = time.perf_counter()
    scratch = folder / "scratch"
    shutil.copytree(vault, scratch)
    kblink(scratch, "index")
    whole = time.perf_counter() - started
    print(f"one run takes {whole:.1f} s; killing {kills} at random moments of that")
    attempts = done = 0
    while done < kills:
        attempts += 1
        done += kill_once(vault, chance.uniform(0.02, whole))
        status = kblink(vault, "status", "--verify")
        if status.returncode not in (0, 3) or "damaged" in status.stderr:
            raise SystemExit(f"after kill {done}, status says {status.stderr}")
        edit(vault, chance)
    finished = kblink(vault, "index")
    if finished.returncode:
        raise SystemExit(f"index after the kills failed: {finished.stderr}")
    fresh = folder / "fresh"
    shutil.copytree(vault, fresh, ignore=shutil.ignore_patterns(".kblink"))
    kblink(fresh, "index")
    for query, ours, theirs in zip(QUERIES, hits(vault), hits(fresh), strict=True):
        if ours != theirs:
            raise SystemExit(f"hits of {query!r} differ from those of one go:\n{ours}\n{theirs}")
    leftovers = [file.name for file in (vault / ".kblink").glob("*.tmp*")]
    vectors = list((vault / ".kblink").glob("vectors-*.faiss"))
    if leftovers or len(vectors) != 1:
        raise SystemExit(f"left behind: {leftovers} {vectors}")
    print(f"killed {done} times in {attempts} runs: same hits, nothing left behind")


def main() -> None:
    """Run the campaign in a temporary folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("vault", nargs="?", type=Path, default=REPOSITORY / "sample_vault")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        campaign(arguments.vault, arguments.kills, random.Random(arguments.seed), Path(folder))  # noqa: S311 - moments of kills need no secrecy


if __name__ == "__main__":
    main()
