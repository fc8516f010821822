"""What each format of a report adds to `kblink check`: ratios of medians within one run.

    python benchmarks/report_cost.py [--notes 2000] [--links 20] [--findings 10000] [--rounds 5]

The vault is one of `generate_vault.py` with as many broken links as findings are wanted. Each round
takes `check` alone and with one more report in each format in turn; what a format adds is the
median of the rounds' ratios, less one. `text` on stdout is part of both sides.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from functools import partial
from pathlib import Path

from generate_vault import generate
from measure import KBLINK, in_rounds, median_ratio, run

FORMATS = ("rich", "text", "json", "sarif", "junit", "github", "markdown", "html")
AT_MOST = 0.15
ALONE = "check"


def check(vault: Path, nothing: Path, *words: str) -> float:
    """Seconds of `check` without an index; an end by anything but findings ends the benchmark."""
    command = (*KBLINK, "check", str(vault), "--index-dir", str(nothing), "--quiet", *words)
    return run(command, codes=(1,)).seconds


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
        measures = {ALONE: partial(check, vault, nothing)} | {
            name: partial(check, vault, nothing, "--output", f"{name}={folder / name}")
            for name in FORMATS
        }
        taken = in_rounds(arguments.rounds, measures)
        document = json.loads((folder / "json").read_text("utf-8"))
        found = [each for each in document["findings"] if each["severity"] != "note"]
        print(
            f"{document['summary']['notes']} notes, {document['summary']['links']} links, "
            f"{len(found)} findings and {len(document['findings']) - len(found)} minor ones; "
            f"check alone {statistics.median(taken[ALONE]):.2f} s\n"
        )
        print("| format | adds | at most | KiB |\n|---|--:|--:|--:|")
        for name in FORMATS:
            added = median_ratio(taken[name], taken[ALONE]) - 1
            size = (folder / name).stat().st_size / 1024
            print(f"| {name} | {added:+.1%} | {AT_MOST:.0%} | {size:,.0f} |")


if __name__ == "__main__":
    main()
