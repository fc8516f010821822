"""Look for texts that break the parser: mutations of real notes, canvases and bases.

    python benchmarks/fuzz_parser.py [FOLDER ...] [--minutes N] [--seed N]

FOLDERs hold the files to begin with (default: the sample vault, the tests' own files, and
$KBLINK_SHARED/corpora, else ../shared/corpora). Each new fault is printed with the shortest text
found for it; the exit code is 1 where there is any. The same seed makes the same texts.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
import traceback
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from parser_invariants import CHECKS
from text_mutations import MARKS, mutated, window

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parser_invariants import Check

REPOSITORY = Path(__file__).resolve().parent.parent
SUFFIXES = (".md", ".canvas", ".base")
SLOW = 5.0  # seconds for one check of some kilobytes
MOST_TRIES = 1500
DIRECT_SEEDS = {
    ".md": ["", "---\ntitle: x\ntags: [a]\n---\n", "| a | b |\n| - | - |\n| [[c\\|d]] | e |\n"],
    ".canvas": ['{"nodes":[{"id":"1","type":"text","text":"see [[a]]\\n\\u005b[b]]"}]}'],
    ".base": ["filters:\n  and:\n    - file.hasLink('[[a]]')\nformulas:\n  x: \"link('b')\"\n"],
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A check that failed: `key` tells it from others, `words` are the error's."""

    check: Check
    key: tuple[str, ...]
    words: str


def fault_of(check: Check, path: str, text: str) -> Fault | None:
    """What goes wrong when a check is run on a text; None where it holds."""
    name = check.__name__
    started = time.perf_counter()
    try:
        check(path, text)
    except AssertionError as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return Fault(check, (name, path, str(frame.lineno)), str(error)[:600])
    except Exception as error:  # noqa: BLE001 - whatever the parser raises is what is looked for
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno}"
        return Fault(check, (path, type(error).__name__, where), f"{error!r:.600}")
    seconds = time.perf_counter() - started
    if seconds > SLOW:
        return Fault(check, (path, "slow"), f"{seconds:.1f} s for {len(text)} characters")
    return None


def shortest(fault: Fault, path: str, text: str) -> tuple[str, str]:
    """The text with all taken out that the fault does not need, within so many tries, and what
    goes wrong with it."""
    tries = count()
    size = max(len(text) // 2, 1)
    while size:
        start = 0
        while start < len(text) and next(tries) < MOST_TRIES:
            shorter = text[:start] + text[start + size :]
            again = fault_of(fault.check, path, shorter)
            if again is not None and again.key == fault.key:
                text, fault = shorter, again
            else:
                start += size
        size //= 2
    return text, fault.words


def seeds(folders: Iterable[Path]) -> dict[str, list[str]]:
    """The texts to begin with, by suffix; files that are no UTF-8 are left out."""
    found = {suffix: [*DIRECT_SEEDS[suffix]] for suffix in SUFFIXES}
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.suffix in found and file.is_file():
                found[file.suffix].append(file.read_bytes().decode("utf-8-sig", "replace"))
    return found


def texts(found: dict[str, list[str]], chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield paths and texts for ever."""
    while True:
        suffix = chance.choice((".md", ".md", ".md", ".md", *SUFFIXES))
        if suffix == ".md" and chance.random() < 0.3:  # nothing but marks and words
            words = (*MARKS, "a", "b", " ", "\n")
            text = "".join(chance.choices(words, k=chance.randrange(1, 25)))
        else:
            text = window(chance.choice(found[suffix]), chance, 40)
        other = window(chance.choice(found[suffix]), chance, 20)
        yield f"n{suffix}", mutated(text, other, chance)


def main() -> int:
    """Run for the minutes asked for; print faults as they are found, then what was tried."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    shared = Path(os.environ.get("KBLINK_SHARED") or REPOSITORY.parent / "shared") / "corpora"
    folders = [REPOSITORY / "sample_vault", REPOSITORY / "tests", shared]
    parser.add_argument("folders", nargs="*", type=Path, default=folders)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)  # noqa: S311 - repeatable texts, no secret
    end = time.monotonic() + 60 * arguments.minutes
    known: set[tuple[str, ...]] = set()
    tried = 0
    for path, text in texts(seeds(arguments.folders), chance):
        if time.monotonic() > end:
            break
        tried += 1
        for check in CHECKS:
            fault = fault_of(check, path, text)
            if fault is None or fault.key in known:
                continue
            known.add(fault.key)
            short, words = shortest(fault, path, text)
            print(f"{fault.key}: {short!r}\n  {words}\n", flush=True)
    print(f"{tried} texts, {len(known)} faults")
    return 1 if known else 0


if __name__ == "__main__":
    sys.exit(main())
