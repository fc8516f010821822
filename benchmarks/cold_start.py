"""One query in a fresh process: kblink over an index, against loading the model with torch.

    python benchmarks/cold_start.py [VAULT] [--rounds 7]

All files are warm. The other side imports sentence_transformers, loads the same model and embeds
the same query; it searches nothing. Wall and CPU time of whole processes, in turns, medians; then
where kblink's time goes, and the latency of 1,000 queries through `--queries`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from corpus_sections import REPOSITORY, corpora_folder, sample, section_texts

from kblink.encode.shipped_model import shipped_model
from kblink.markdown.sections import Window

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

QUERY = "How do I choose between batch and stream processing?"
KBLINK = (sys.executable, "-m", "kblink")
THEIRS = (
    "import sys; from sentence_transformers import SentenceTransformer;"
    "model = SentenceTransformer(sys.argv[1], device='cpu', local_files_only=True);"
    "print(model.encode(sys.argv[2], show_progress_bar=False).shape)"
)
_MANY = 1000

# Runs a search, and says on stderr when each of these began and ended, in CPU time.
_WATCHED = """
import sys, time
begun = time.process_time()
stages = []
def watch(module, name, words):
    whole = getattr(module, name)
    def timed(*args, **settings):
        start = time.process_time()
        try:
            return whole(*args, **settings)
        finally:
            stages.append((words, time.process_time() - start))
    setattr(module, name, timed)
def load(words, *names):
    start = time.process_time()
    for name in names:
        __import__(name)
    stages.append((words, time.process_time() - start))
stages.append(("interpreter", begun))
load("import: command line (typer)", "kblink.cli.main")
load("import: vault", "kblink.workspace", "kblink.vault.settings_file")
load("import: numpy", "numpy")
load("import: ONNX Runtime", "onnxruntime")
load("import: tokenizers", "tokenizers")
load("import: faiss", "faiss")
load("import: search", "kblink.search.sections", "kblink.encode.choose", "kblink.store.catalogue")
from kblink.encode import onnx_encoder
from kblink import workspace
watch(onnx_encoder, "load_tokenizer", "tokenizer.json")
watch(onnx_encoder, "open_session", "model.onnx")
watch(onnx_encoder.OnnxEncoder, "encode", "encode, and all before it")
watch(workspace.Vault, "search", "search, and all before it")
from kblink.cli.main import main
code = main(sys.argv[1:])
stages.append(("whole process", time.process_time()))
for words, seconds in stages:
    sys.stderr.write(f"{words}\\t{seconds}\\n")
sys.exit(code)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """A process: wall and CPU seconds, and the peak of its resident memory in MiB."""

    wall: float
    cpu: float
    memory: float


def cost(command: Sequence[str], settings: Mapping[str, str]) -> Cost:
    """Run a command that must succeed, and measure it."""
    started = time.perf_counter()
    child = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(settings)
    )
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(command)} failed")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def compare(ours: Sequence[str], theirs: Sequence[str], rounds: int) -> str:
    """Run both in turn; a table of medians, and how many times ours goes into theirs."""
    settings = {"PYTHONPATH": str(REPOSITORY), "HF_HUB_OFFLINE": "1", **os.environ}
    cost(ours, settings), cost(theirs, settings)  # files are warm from here on
    pairs = [(cost(ours, settings), cost(theirs, settings)) for _ in range(rounds)]
    lines = ["| | wall s | CPU s | MiB |", "|---|--:|--:|--:|"]
    for name, side in (("kblink search", 0), ("sentence_transformers, one query", 1)):
        costs = [pair[side] for pair in pairs]
        cells = (
            f"{statistics.median(each.wall for each in costs):.2f}",
            f"{statistics.median(each.cpu for each in costs):.2f}",
            f"{statistics.median(each.memory for each in costs):.0f}",
        )
        lines.append(f"| {name} | {' | '.join(cells)} |")
    wall = statistics.median(theirs.wall / ours.wall for ours, theirs in pairs)
    cpu = statistics.median(theirs.cpu / ours.cpu for ours, theirs in pairs)
    memory = statistics.median(theirs.memory / ours.memory for ours, theirs in pairs)
    lines.append(f"| times as much | {wall:.1f} | {cpu:.1f} | {memory:.1f} |")
    return "\n".join(lines)


def stages(arguments: Sequence[str], rounds: int) -> str:
    """Where the CPU time of a search goes: medians, in milliseconds."""
    seen: dict[str, list[float]] = {}
    settings = {"PYTHONPATH": str(REPOSITORY), **os.environ}
    for _ in range(rounds):
        done = subprocess.run(
            [sys.executable, "-c", _WATCHED, *arguments],
            capture_output=True,
            text=True,
            check=True,
            env=settings,
        )
        for line in done.stderr.splitlines():
            words, tab, seconds = line.rpartition("\t")
            if tab:
                seen.setdefault(words, []).append(float(seconds))
    rows = (f"| {words} | {1000 * statistics.median(each):.0f} |" for words, each in seen.items())
    return "\n".join(["| stage | CPU ms |", "|---|--:|", *rows])


def latencies(arguments: Sequence[str], queries: Sequence[str]) -> list[float]:
    """Milliseconds between the answers to many queries of one process, the first one left out."""
    settings = {"PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1", **os.environ}
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write("\n".join(queries))
        file.flush()
        command = [*KBLINK, "search", "--queries", file.name, *arguments]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, env=settings)
        assert child.stdout is not None  # noqa: S101  it is a pipe
        moments = [time.perf_counter() for _ in child.stdout]
    if child.wait() or len(moments) != len(queries):
        raise SystemExit("kblink search --queries failed")
    return [1000 * (b - a) for a, b in pairwise(moments)]


def titles(vault: Path, most: int) -> list[str]:
    """Headings of the vault's sections as queries, as many as are asked for."""
    texts = section_texts(vault, Window(256, ("en",)))
    lines = [text.split("\n")[0][:200] for text in texts]
    repeated = lines * (most // len(lines) + 1)
    return sample(repeated[: max(most, len(lines))], most)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    default = corpora_folder() / "data-engineering-wiki"
    parser.add_argument("vault", nargs="?", type=Path, default=default)
    parser.add_argument("--rounds", type=int, default=7, metavar="N")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as index_dir:
        where = ("--vault", str(options.vault), "--index-dir", index_dir)
        environment = {"PYTHONPATH": str(REPOSITORY), **os.environ}
        subprocess.run([*KBLINK, "index", *where, "--quiet"], check=True, env=environment)
        ours = (*KBLINK, "search", QUERY, *where)
        theirs = (sys.executable, "-c", THEIRS, shipped_model().source, QUERY)
        print(compare(ours, theirs, options.rounds), end="\n\n", flush=True)
        print(stages(("search", QUERY, *where), options.rounds), end="\n\n", flush=True)
        waits = latencies(where, titles(options.vault, _MANY))
        cut = statistics.quantiles(waits, n=100)
        print(
            f"{_MANY:,} queries in one process: p50 {cut[49]:.1f} ms, p95 {cut[94]:.1f} ms, "
            f"mean {statistics.mean(waits):.1f} ms"
        )


if __name__ == "__main__":
    main()
