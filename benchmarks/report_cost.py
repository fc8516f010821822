"""What each format of a report adds to `kblink check`: medians of ratios within one run.

    python benchmarks/report_cost.py [--notes 2000] [--links 20] [--findings 10000] [--rounds 5]

The vault is one of `generate_vault.py` with as many broken links as findings are wanted. Each round
takes `check` alone and with one more report in each format in turn; what a format adds is the
median of the rounds' ratios, less one: of wall time, and of the time that processors worked, which
other programs on the machine disturb less. `text` on stdout is part of both sides.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import tempfile
from functools import partial
from pathlib import Path

from generate_vault import generate
from measure import KBLINK, in_rounds, median_ratio, run

FORMATS = ("rich", "text", "json", "sarif", "junit", "github", "markdown", "html")
AT_MOST = 0.15
ALONE = "check"


def check(vault: Path, nothing: Path, work: list[float], *words: str) -> float:
    """Seconds of `check` without an index; those of work go to `work`. An end by anything but
    findings ends the benchmark."""
    command = (*KBLINK, "check", str(vault), "--index-dir", str(nothing), "--quiet", *words)
    before = _worked()
    seconds = run(command, codes=(1,)).seconds
    work.append(_worked() - before)
    return seconds


def _worked() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Print a row for each format."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--notes", type=int, default=2000)
    parser.add_argument("--links", type=int, default=20, help="links a note, on average")
    parser.add_argument("--findings", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        vault, nothing = folder / "vault", folder / "none"
        share = arguments.findings / (arguments.notes * arguments.links)
        generate(vault, arguments.notes, links=arguments.links, broken_share=share)
        work: dict[str, list[float]] = {name: [] for name in (ALONE, *FORMATS)}
        measures = {ALONE: partial(check, vault, nothing, work[ALONE])} | {
            name: partial(check, vault, nothing, work[name], "--output", f"{name}={folder / name}")
            for name in FORMATS
        }
        wall = in_rounds(arguments.rounds, measures)
        document = json.loads((folder / "json").read_text("utf-8"))
        found = [each for each in document["findings"] if each["severity"] != "note"]
        print(
            f"{document['summary']['notes']} notes, {document['summary']['links']} links, "
            f"{len(found)} findings and {len(document['findings']) - len(found)} minor ones; "
            f"check alone {statistics.median(wall[ALONE]):.2f} s, "
            f"{statistics.median(work[ALONE]):.2f} s of work\n"
        )
        print("| format | adds | at most | adds work | KiB |\n|---|--:|--:|--:|--:|")
        for name in FORMATS:
            added = median_ratio(wall[name], wall[ALONE]) - 1
            worked = median_ratio(work[name], work[ALONE]) - 1
            size = (folder / name).stat().st_size / 1024
            print(f"| {name} | {added:+.1%} | {AT_MOST:.0%} | {worked:+.1%} | {size:,.0f} |")


if __name__ == "__main__":
    main()
