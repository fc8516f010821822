"""`kblink eval` on the public vaults, as the tables of the README.

    python benchmarks/eval_corpora.py [VAULT ...] [--folder FOLDER] [--model NAME] [--index-dir DIR]

FOLDER holds one vault a folder (default: $KBLINK_SHARED/corpora, else ../shared/corpora). Weights
that ship were learned from these vaults: each is measured with those learned from the others, and
what is learned from its own links is never asked for these. Three draws; the intervals (95 %) are
over notes. `--index-dir` keeps the indexes (else they are made in a temporary folder).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

REPOSITORY = Path(__file__).resolve().parent.parent
VAULTS = ("seed-vault", "lixelv-notes", "data-engineering-wiki", "foam-docs", "quartz-docs")
RANKERS = ("title", "bm25", "graph", "dense", "prior", "text", "fused")
LINKS = ("cold", "transductive", "inductive")
_ANCHORED = (
    "precision@recall0.5",
    "coverage@0.75",
    "coverage@0.9",
    "coverage@0.95",
    "precision@confidence0.9",
)


def evaluate(vault: Path, index_dir: Path, model: str | None) -> list[dict[str, Any]]:
    """What `kblink eval` tells of a vault, one document a protocol."""
    chosen = ["--model", model] if model else []
    command = [sys.executable, "-m", "kblink", "eval", "--vault", str(vault)]
    command += ["--index-dir", str(index_dir), "--format", "json", "--quiet", *chosen]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def link_rows(name: str, documents: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Recall@10 of each ranker by each protocol that hides links."""
    for document in documents:
        if document["protocol"] in LINKS:
            metrics = document["metrics"]
            cells = (_recall(metrics.get(ranker)) for ranker in RANKERS[:-1])
            best = metrics["fused"]["recall@10"]
            fused = f"{best['mean']:.3f} ({best['low']:.3f}–{best['high']:.3f})"
            cases = f"{document['cases']:,}"
            yield f"| {document['protocol']}, {name} | {cases} | {' | '.join(cells)} | {fused} |"


def anchored_rows(name: str, documents: Sequence[dict[str, Any]]) -> Iterator[str]:
    """What suggestions of links in sentences are worth."""
    for document in documents:
        if document["protocol"] == "anchored":
            found = document["metrics"]["fused"]
            cells = (_interval(found[metric]) for metric in _ANCHORED)
            error = f"{document['calibration']['error']:.3f}"
            yield f"| {name} | {document['cases']:,} | {' | '.join(cells)} | {error} |"


def _recall(metrics: dict[str, Any] | None) -> str:
    return "–" if metrics is None else f"{metrics['recall@10']['mean']:.3f}"


def _interval(found: dict[str, float]) -> str:
    return f"{found['mean']:.3f} ({found['low']:.2f}–{found['high']:.2f})"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    shared = Path(os.environ.get("KBLINK_SHARED", REPOSITORY.parent / "shared"))
    parser.add_argument("--folder", type=Path, default=shared / "corpora")
    parser.add_argument("--model")
    parser.add_argument("--index-dir", type=Path)
    parser.add_argument("vaults", nargs="*", default=VAULTS)
    arguments = parser.parse_args()
    links: list[str] = []
    anchored: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        for name in arguments.vaults:
            index_dir = (arguments.index_dir or Path(scratch)) / name
            found = evaluate(arguments.folder / name, index_dir, arguments.model)
            links += link_rows(name, found)
            anchored += anchored_rows(name, found)
    print(f"| protocol, vault | notes | {' | '.join(RANKERS)} |")
    print(f"|---|--:|{'--:|' * len(RANKERS)}")
    print("\n".join(links))
    print("\n| vault | links | half found | at 0.75 | at 0.9 | at 0.95 | from 0.9 on | error |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    print("\n".join(anchored))


if __name__ == "__main__":
    main()
