"""How fast `kblink check` is: ratios of medians within one run, in a Markdown table.

    python benchmarks/check_speed.py [--parts parse,checkers,edit,start,size] [--rounds 5]

- parse: a cold check (no index), less the start-up, against markdown-it-py's parse of the same
  notes and nothing else (`parse_alone.py`), on a real vault and on a generated one;
- checkers: the whole process of a cold check against other programs (`other_checkers.py`), which
  are left out where they are not installed;
- edit: a check after one edited note, with an index, against the cold check;
- start: `kblink --version` against an import of Typer;
- size: seconds and memory from 1,000 notes to --most.

Each round takes all sides of a ratio in turn; a ratio is the median of the rounds' ratios. File
caches are warm. Real vaults: $KBLINK_SHARED/corpora, else ../shared/corpora. Generated notes are
those of `generate_vault.py`; `vault_statistics.py` compares them with real ones.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from edit_rounds import edit_rounds
from generate_vault import generate
from measure import KBLINK, REPOSITORY, Run, in_rounds, median_ratio, run, run_check
from other_checkers import Checker, foam, lychee, obsidiantools

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


PARTS = ("parse", "checkers", "edit", "start", "size")
_HEADER = (
    "| what | on | seconds | against | seconds | ratio | at most |\n|---|---|--:|---|--:|--:|--:|"
)


def cold_run(vault: Path, *, with_memory: bool = False) -> Run:
    """`check` without an index."""
    with tempfile.TemporaryDirectory() as nothing:
        return run_check(vault, nothing, with_memory=with_memory)


def cold_check(vault: Path) -> float:
    """Seconds of `check` without an index."""
    return cold_run(vault).seconds


def start_up() -> float:
    """Seconds of `kblink --version`."""
    return run((*KBLINK, "--version")).seconds


def row(
    what: str, on: str, ours: list[float], against: str, theirs: list[float], most: float | None
) -> str:
    """A row of the table."""
    return (
        f"| {what} | {on} | {statistics.median(ours):.2f} | {against} "
        f"| {statistics.median(theirs):.2f} | {median_ratio(ours, theirs):.2f} "
        f"| {'' if most is None else most} |"
    )


class Benchmark:
    """The parts, each of which gives rows; vaults are generated once, when first asked for."""

    def __init__(self, arguments: argparse.Namespace, folder: Path) -> None:
        self._arguments = arguments
        self._folder = folder
        self._rounds: int = arguments.rounds

    def vault(self, notes: int) -> Path:
        """A generated vault of so many notes with 20 links each."""
        root = self._folder / f"{notes} notes"
        if not root.exists():
            generate(root, notes, seed=self._arguments.seed)
        return root

    def parse(self) -> Iterator[str]:
        """Against the parser alone."""
        real: Path = self._arguments.corpora / "seed-vault"
        if real.is_dir():
            yield self._against_parser(real)
        else:
            yield f"| cold check | {real.name} | | skipped: not in the corpora | | | |"
        yield self._against_parser(self.vault(2000))

    def _against_parser(self, vault: Path) -> str:
        alone = (sys.executable, str(REPOSITORY / "benchmarks/parse_alone.py"), str(vault))

        def parser() -> float:
            return float(run(alone).output)

        check = partial(cold_check, vault)
        taken = in_rounds(self._rounds, {"start": start_up, "check": check, "parser": parser})
        ours = [a - b for a, b in zip(taken["check"], taken["start"], strict=True)]
        what = "cold check less start-up"
        return row(what, vault.name, ours, "markdown-it-py alone", taken["parser"], 0.7)

    def checkers(self) -> Iterator[str]:
        """Against other programs; all but lychee are slow and run once."""
        given = self._arguments
        yield self._against("lychee", lychee(given.lychee), self._rounds, 1.5)
        yield self._against("foam", foam(given.foam), 1, None)
        yield self._against("obsidiantools", obsidiantools(given.obsidiantools), 1, None)

    def _against(self, name: str, checker: Checker | None, rounds: int, most: float | None) -> str:
        vault = self.vault(2000)
        if checker is None:
            return f"| cold check | {vault.name} | | {name}: skipped, not installed | | | |"
        found = ""

        def theirs() -> float:
            nonlocal found
            result = checker.check(vault)
            found = checker.summary(result.output)
            return result.seconds

        taken = in_rounds(rounds, {"check": partial(cold_check, vault), "theirs": theirs})
        against = f"{name} {checker.version} ({found})"
        return row("cold check", vault.name, taken["check"], against, taken["theirs"], most)

    def edit(self) -> Iterator[str]:
        """After one edit, with an index."""
        vault = self.vault(10_000)
        taken = edit_rounds(vault, self._rounds, partial(cold_check, vault))
        what = "check after one edit, with an index"
        yield row(what, vault.name, taken["edited"], "cold check", taken["cold"], 0.1)

    def start(self) -> Iterator[str]:
        """Start-up, in more rounds, since it is short."""
        typer = (sys.executable, "-c", "import typer")
        taken = in_rounds(4 * self._rounds, {"ours": start_up, "typer": lambda: run(typer).seconds})
        yield row("`kblink --version`", "", taken["ours"], "import typer", taken["typer"], 3)

    def size(self) -> Iterator[str]:
        """Time and memory by size; each once."""
        notes = 1000
        smallest = 0.0
        while notes <= self._arguments.most:
            result = cold_run(self.vault(notes), with_memory=True)
            each = result.seconds / notes * 1000
            smallest = smallest or each
            held = "not measured" if result.memory is None else f"{result.memory:.0f} MiB"
            yield (
                f"| cold check, {held} at most (1536) | {notes} notes | {result.seconds:.1f} "
                f"| {each:.2f} s for 1,000 notes; for the smallest | {smallest:.2f} "
                f"| {each / smallest:.2f} | linear |"
            )
            notes *= 10


def versions() -> str:
    """What ran."""
    packages = ("kblink", "markdown-it-py", "typer")
    installed = ", ".join(f"{name} {version(name)}" for name in packages)
    return f"{installed}, Python {platform.python_version()}, {os.cpu_count()} cores"


def main() -> None:
    """Measure what the command line asks for, and print rows as they come."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    shared = Path(os.environ.get("KBLINK_SHARED") or REPOSITORY.parent / "shared")
    parser.add_argument("--parts", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--most", type=int, default=100_000, help="notes of the greatest vault")
    parser.add_argument("--corpora", type=Path, default=shared / "corpora")
    parser.add_argument("--lychee", default="lychee", help="its command")
    parser.add_argument("--foam", default="foam", help="its command")
    parser.add_argument("--obsidiantools", default=sys.executable, help="a Python that has it")
    arguments = parser.parse_args()
    parts = arguments.parts.split(",")
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no part is named {', '.join(sorted(unknown))}")
    print(f"{versions()}; median of {arguments.rounds}\n\n{_HEADER}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        benchmark = Benchmark(arguments, Path(folder))
        for part in parts:
            rows: Callable[[], Iterator[str]] = getattr(benchmark, part)
            for line in rows():
                print(line, flush=True)


if __name__ == "__main__":
    main()
