"""Time and memory of commands: rounds, medians, and the resident memory of a tree of processes."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

REPOSITORY = Path(__file__).resolve().parent.parent
KBLINK = (sys.executable, "-m", "kblink")
_PROC = Path("/proc")
_PAUSE = 0.02
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Run:
    """One command: exit code, stdout, wall seconds, and where it was asked for the peak of its
    tree's resident memory in MiB."""

    code: int
    output: str
    seconds: float
    memory: float | None = None


def run(
    command: Sequence[str],
    *,
    codes: Sequence[int] = (0,),
    settings: Mapping[str, str] | None = None,
    with_memory: bool = False,
) -> Run:
    """Run a command in a process of its own; an exit code not among `codes` ends the benchmark.

    Its output goes to a file, its folder is an empty one, so that nothing but its arguments tells
    it what to read.
    """
    environment = {"PYTHONPATH": str(REPOSITORY)} | os.environ | dict(settings or {})
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has its bytecode
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+b") as output:
        started = time.perf_counter()
        child = subprocess.Popen(
            command, stdout=output, stderr=subprocess.DEVNULL, cwd=folder, env=environment
        )
        try:
            memory = peak_memory(child) if with_memory else None
            code = child.wait()
        finally:  # a benchmark that is stopped leaves nothing running
            child.kill()
        seconds = time.perf_counter() - started
        if code not in codes:
            raise SystemExit(f"{' '.join(command)} ended with {code}")
        output.seek(0)
        return Run(code, output.read().decode("utf-8", "replace"), seconds, memory)


def run_check(vault: Path, index_dir: str, *, with_memory: bool = False) -> Run:
    """Run `kblink check` on a vault with broken links; what reports none has failed (a traceback
    ends with 1 as findings do) and ends the benchmark."""
    command = (*KBLINK, "check", str(vault), "--index-dir", index_dir, "--quiet")
    result = run(command, codes=(1,), with_memory=with_memory)
    if ": error broken-note " not in result.output:
        raise SystemExit(f"{' '.join(command)} reported no broken link")
    return result


def in_rounds(count: int, measures: Mapping[str, Callable[[], float]]) -> dict[str, list[float]]:
    """Take all measures in turn, `count` times: what slows the machine slows them alike."""
    taken: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(count):
        for name, measure in measures.items():
            taken[name].append(measure())
    return taken


def median_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios of the rounds."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def peak_memory(child: subprocess.Popen[bytes]) -> float | None:
    """The most MiB that a process and its descendants held at one moment, until it ends.

    Sampled fifty times a second from /proc; a page that several of them share counts in each, so
    that the true number is not above it but for peaks between two samples. None where there is no
    /proc.
    """
    if not _PROC.joinpath("self/statm").exists():
        return None
    most = 0
    while child.poll() is None:
        most = max(most, sum(map(_resident, _tree(child.pid))))
        time.sleep(_PAUSE)
    return most / _MIB


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for task in _PROC.glob(f"{pid}/task/*/children"):
        try:
            children = task.read_text().split()
        except OSError:  # it ended meanwhile
            continue
        for each in children:
            yield from _tree(int(each))


def _resident(pid: int) -> int:
    try:
        return int(_PROC.joinpath(str(pid), "statm").read_text().split()[1]) * os.sysconf(
            "SC_PAGE_SIZE"
        )
    except (OSError, IndexError):
        return 0
