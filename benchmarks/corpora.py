"""Run `index`, `check`, `search` and `related` on real vaults; print a table.

    python benchmarks/corpora.py [FOLDER] [--write README.md]

FOLDER holds one vault a folder (default: $KBLINK_SHARED/corpora, else ../shared/corpora). Vaults
are read in place; indexes go to a temporary folder. Seconds are wall time of a whole command, cold
caches not enforced; memory is the peak resident set of `index`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

VAULTS = {
    "seed-vault": "Как BERT учится на замаскированных словах?",
    "data-engineering-wiki": "How do I choose between batch and stream processing?",
    "foam-docs": "How can I link to a section of another note?",
    "quartz-docs": "How do I host my site on GitHub Pages?",
    "lixelv-notes": "Как найти собственные значения матрицы?",
}
REPOSITORY = Path(__file__).resolve().parent.parent
START, END = "<!-- corpora:start -->", "<!-- corpora:end -->"


@dataclass(frozen=True, slots=True)
class Run:
    """One command: what it printed, wall seconds, peak resident memory in MiB."""

    output: str
    seconds: float
    memory: float


def run(*arguments: str) -> Run:
    """Run kblink in a process of its own; an exit code other than 0 or 1 ends the benchmark."""
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        child = subprocess.Popen([sys.executable, "-m", "kblink", *arguments], stdout=output)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        code = os.waitstatus_to_exitcode(status)
        if code not in (0, 1):
            raise SystemExit(f"kblink {' '.join(arguments)} ended with {code}")
        output.seek(0)
        return Run(output.read(), seconds, usage.ru_maxrss / 1024)


def measure(vault: Path, query: str, index_dir: str) -> str:
    """One row of the table."""
    where = ("--vault", str(vault), "--index-dir", index_dir, "--format", "json", "--quiet")
    index = run("index", *where)
    again = run("index", *where)
    without_index = (index_dir + "-none" if word == index_dir else word for word in where)
    check = run("check", *without_index, "--severity", "warning")
    search = run("search", query, *where)
    hits = json.loads(search.output)["hits"]
    related = run("related", hits[0]["path"], *where)
    if not json.loads(related.output)["related"]:
        raise SystemExit(f"nothing is related to {hits[0]['path']} of {vault}")
    counts = json.loads(index.output)
    report = json.loads(check.output)
    summary, codes = report["summary"], Counter(item["code"] for item in report["findings"])
    findings = ", ".join(f"{number} {code}" for code, number in sorted(codes.items()))
    cells = (
        vault.name,
        counts["notes"]["total"],
        counts["sections"]["total"],
        summary["links"],
        findings,
        f"{index.seconds:.0f}",
        f"{again.seconds:.1f}",
        f"{check.seconds:.1f}",
        f"{search.seconds:.1f}",
        f"{related.seconds:.1f}",
        f"{index.memory:.0f}",
        f"{check.memory:.0f}",
    )
    return f"| {' | '.join(map(str, cells))} |"


def table(corpora: Path) -> str:
    """The whole table, in Markdown; rows are shown on stderr as they come."""
    names = ("vault", "notes", "sections", "links", "findings", "index s", "again s", "check s")
    header = " | ".join((*names, "search s", "related s", "index MiB", "check MiB"))
    rows = [f"| {header} |", f"|---|--:|--:|--:|---|{'--:|' * 7}"]
    for name, query in VAULTS.items():
        with tempfile.TemporaryDirectory() as index_dir:
            rows.append(measure(corpora / name, query, index_dir))
        print(rows[-1], file=sys.stderr)
    return "\n".join(rows)


def write_between_marks(file: Path, text: str) -> None:
    """Put the table into a document, between its two marks."""
    whole = file.read_text("utf-8")
    marked = f"{START}\n{text}\n{END}"
    pattern = re.compile(f"{re.escape(START)}.*{re.escape(END)}", re.DOTALL)
    if not pattern.search(whole):
        raise SystemExit(f"{file} has no place for the table ({START} … {END})")
    file.write_text(pattern.sub(lambda _: marked, whole), "utf-8")


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    shared = Path(os.environ.get("KBLINK_SHARED") or REPOSITORY.parent / "shared")
    parser.add_argument("corpora", nargs="?", type=Path, default=shared / "corpora")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table into this file")
    arguments = parser.parse_args()
    text = table(arguments.corpora)
    print(text)
    if arguments.write:
        write_between_marks(arguments.write, text)


if __name__ == "__main__":
    main()
