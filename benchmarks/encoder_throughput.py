"""Compare engines on the sections of real vaults; print a table for each vault.

    python benchmarks/encoder_throughput.py [--cores 1|all] [--golden FOLDER] [--vault NAME]

Every engine runs in a process of its own. Pinned to one core, seconds are CPU time (what else the
machine does is left out), with all cores wall time; engines take turns, and ratios are medians of
the rounds. Timed are blocks of sections of like length, as `index` hands them over. Cosines and
neighbours are taken over a sample of the sections against sentence-transformers at its default
batch of 32. `--golden` has queries for each vault (`NAME.jsonl`): then the whole vault is indexed
with each engine, and nDCG@10 is that of hybrid search, on the half that is marked `test`.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from corpus_sections import VAULTS, blocks, corpora_folder, sample, section_texts
from encoder_engines import PRECISIONS, build_engine, measured_model
from matrix_product import operations, peak

from kblink import Vault
from kblink.encode.tokenise import load_tokenizer, token_ids
from kblink.evaluate.golden import of_split, read_golden
from kblink.evaluate.queries import evaluate_queries
from kblink.markdown.sections import Window

YARDSTICK = "sentence-transformers 32"
_HIDDEN, _WIDE, _LAYERS = 384, 1536, 6  # of the default model
_NEAREST = 10
_COLUMNS = (
    "engine",
    "tokens/s",
    "times as fast",
    "mean cosine",
    "least",
    "ten nearest",
    "nDCG@10",
    "MiB",
    "GFLOP/s",
    "of peak",
)


@dataclass(slots=True)
class Engine:
    """A child process that encodes when it is told to, and what it was measured at."""

    name: str
    child: subprocess.Popen[str]
    seconds: list[float] = field(default_factory=list)

    def ask(self, **order: Any) -> Any:  # noqa: ANN401  JSON
        """Send an order and return the answer."""
        assert self.child.stdin is not None and self.child.stdout is not None  # noqa: S101, PT018  both are pipes
        self.child.stdin.write(f"{json.dumps(order)}\n")
        self.child.stdin.flush()
        line = self.child.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended with {self.child.wait()}")
        return json.loads(line)

    def stop(self) -> None:
        """End the child, whatever it is at."""
        self.child.kill()
        self.child.communicate()


def serve(name: str, core: int | None) -> None:
    """What a child does: obey the orders on stdin until there are none."""
    if core is not None:
        os.sched_setaffinity(0, {core})
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is no answer
    with tempfile.TemporaryDirectory() as folder:
        engine = build_engine(name, Path(folder))
        engine.encode(["warm"])
        for line in sys.stdin:
            order = json.loads(line)
            answer = _obey(engine, order, pinned=core is not None)
            answers.write(f"{json.dumps(answer)}\n")
            answers.flush()


def _obey(engine: Any, order: dict[str, Any], *, pinned: bool) -> Any:  # noqa: ANN401  JSON
    if "golden" in order:
        return hybrid_ndcg(engine, Path(order["vault"]), Path(order["golden"]))
    some = json.loads(Path(order["blocks"]).read_text("utf-8"))
    started = _cpu() if pinned else time.perf_counter()
    vectors = np.concatenate([engine.encode(texts) for texts in some])
    seconds = (_cpu() if pinned else time.perf_counter()) - started
    if "keep" in order:
        np.save(order["keep"], vectors)
    return {
        "seconds": seconds,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def hybrid_ndcg(encoder: Any, vault: Path, golden: Path) -> float:  # noqa: ANN401  of any engine
    """Index a vault with an encoder and return nDCG@10 of hybrid search over golden queries."""
    with tempfile.TemporaryDirectory() as index_dir:
        opened = Vault(vault, index_dir=index_dir, encoder=encoder)
        opened.index()
        asked = of_split(read_golden(golden), "test", str(golden))
        measured = evaluate_queries(opened, asked, refresh=False)
        return measured.overall.metrics["hybrid"]["ndcg@10"].mean


def start(name: str, core: int | None) -> Engine:
    """Start the child of an engine."""
    threads = 1 if core is not None else len(os.sched_getaffinity(0))
    command = [sys.executable, __file__, "--serve", name]
    command += [] if core is None else ["--core", str(core)]
    child = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": str(threads)},
    )
    return Engine(name, child)


def table(vault: str, options: argparse.Namespace) -> str:
    """Measure all engines on a vault; the table in Markdown."""
    model = measured_model()
    window = Window(model.identity.max_length, model.identity.languages)
    texts = section_texts(corpora_folder() / vault, window)
    compared, timed = sample(texts, options.compared), blocks(texts, options.blocks)
    tokenizer = load_tokenizer(model.tokenizer, window.tokens)
    lengths = [len(token_ids(tokenizer, text, window.tokens)) for text in chain(*timed)]
    pinned = options.cores == "1"
    core = max(os.sched_getaffinity(0)) if pinned else None
    with tempfile.TemporaryDirectory() as folder:
        files = {"compared": [compared], "timed": timed}
        for name, some in files.items():
            Path(folder, name).write_text(json.dumps(some), "utf-8")
        engines = [start(name, core) for name in PRECISIONS]
        try:
            rows = _measure(engines, Path(folder), lengths, vault, options)
        finally:
            for engine in engines:
                engine.stop()
    where = "one core, CPU time" if pinned else f"{len(os.sched_getaffinity(0))} cores, wall time"
    head = (
        f"{vault}, {where}: {len(texts):,} sections; {len(compared):,} compared, {len(lengths):,} "
        f"({sum(lengths):,} tokens) timed in {options.rounds} rounds"
    )
    lines = [" | ".join(_COLUMNS), "|".join(["---", *["--:"] * (len(_COLUMNS) - 1)]), *rows]
    return "\n".join([head, "", *(f"| {line} |" for line in lines), ""])


def _measure(
    engines: list[Engine],
    folder: Path,
    lengths: list[int],
    vault: str,
    options: argparse.Namespace,
) -> list[str]:
    pinned = options.cores == "1"
    peaks = {each: _peak(each, pinned=pinned) for each in dict.fromkeys(PRECISIONS.values())}
    for engine in engines:
        keep = str(folder / f"{engine.name}.npy")
        engine.ask(blocks=str(folder / "compared"), keep=keep)
        print(f"{vault}: {engine.name} compared", file=sys.stderr)
    memory: dict[str, float] = {}
    for _ in range(options.rounds):
        for engine in engines:
            answer = engine.ask(blocks=str(folder / "timed"))
            engine.seconds.append(answer["seconds"])
            memory[engine.name] = answer["memory"]
    first = np.load(folder / f"{YARDSTICK}.npy")
    yardstick = next(engine for engine in engines if engine.name == YARDSTICK)
    work = operations(lengths, _HIDDEN, _WIDE, _LAYERS)
    rows = []
    for engine in engines:
        seconds = statistics.median(engine.seconds)
        ratio = statistics.median(
            a / b for a, b in zip(yardstick.seconds, engine.seconds, strict=True)
        )
        cosines, shared = compare(np.load(folder / f"{engine.name}.npy"), first)
        speed = work / seconds
        rows.append(
            " | ".join(
                (
                    engine.name,
                    f"{sum(lengths) / seconds:,.0f}",
                    f"{ratio:.2f}",
                    f"{cosines.mean():.5f}",
                    f"{cosines.min():.5f}",
                    f"{shared:.4f}",
                    _ndcg(engine, vault, options.golden),
                    f"{memory[engine.name]:,.0f}",
                    f"{speed:.0f}",
                    f"{100 * speed / peaks[PRECISIONS[engine.name]]:.0f} %",
                )
            )
        )
    return rows


def _peak(precision: str, *, pinned: bool) -> float:
    import torch

    torch.set_num_threads(1 if pinned else len(os.sched_getaffinity(0)))
    return peak(precision)


def _ndcg(engine: Engine, vault: str, golden: Path | None) -> str:
    if golden is None:
        return "–"
    asked = engine.ask(golden=str(golden / f"{vault}.jsonl"), vault=str(corpora_folder() / vault))
    return f"{asked:.3f}"


def compare(ours: Any, first: Any) -> tuple[Any, float]:  # noqa: ANN401  arrays (texts, dimension)
    """Return the cosine of each text, and the share of ten nearest that both have."""
    cosines = (ours * first).sum(axis=1)
    pairs = zip(_nearest(ours), _nearest(first), strict=True)
    shared = [len({*a.tolist()} & {*b.tolist()}) / _NEAREST for a, b in pairs]
    return cosines, statistics.mean(shared)


def _nearest(vectors: Any) -> Any:  # noqa: ANN401  arrays
    scores = vectors @ vectors.T
    np.fill_diagonal(scores, -2)
    return np.argsort(-scores, axis=1)[:, :_NEAREST]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--cores", choices=("1", "all"), default="1")
    parser.add_argument("--vault", choices=VAULTS, action="append")
    parser.add_argument("--golden", type=Path, metavar="FOLDER")
    parser.add_argument("--compared", type=int, default=2000, metavar="N")
    parser.add_argument("--blocks", type=int, default=3, metavar="N")
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    parser.add_argument("--core", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.core)
        return
    for vault in options.vault or VAULTS:
        print(table(vault, options), flush=True)


if __name__ == "__main__":
    main()
