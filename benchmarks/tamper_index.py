"""Write lies into cells of an index and run kblink on it: no fault, no read outside, no false word.

    python benchmarks/tamper_index.py [--lies N] [--seed N]

Each lie is told to a copy of the index of a small vault, in one of three ways: as it is, where the
seal tells of it; with the seal taken away, as after a run that was killed; with the seal made anew,
as by somebody who means to deceive. The first two must change no word that `check`, `stats` or
`links` say, with that index and after `kblink index`. None may end a command with a fault of
kblink's own, or make it read what lies beside the vault. The exit code is 1 where any does.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import random
import shutil
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from edit_rounds import CheapEncoder
from index_lies import LIES, Cell, cells, tell

from kblink import workspace
from kblink.cli.main import main as kblink
from kblink.store.seal import break_seal, write_seal

NOTES = {
    "sound.md": "# Sound\n\n[[missing]] [[n]]\n",
    "n.md": "---\naliases: [q]\ntags: [z]\ndate: 2024-01-02\n---\n# A\n\ntext ^id\n\n"
    "[[sound#Sund]] ![[sound]] [x][y] [[m#^id]] [[soudn]] <a id='k'></a> [^1]\n\n[^1]: foot\n\n"
    "<!-- kblink-ignore-next-line orphan-note -->\n[z]: u\n",
    "m.md": "# M\n\n![[n]] [[#M]] ![[p.png]] https://a.b ![[m]]\n\n## M\n\nword\n",
    "p.png": "x",
}
OUTSIDE = "what is outside"
JUDGED: tuple[tuple[str, ...], ...] = (
    ("check", "--verbose"),
    ("check", "--format", "json", "--all-links"),
    ("check", "--format", "rich", "m"),
    ("stats", "--format", "json"),
    ("links", "n", "--format", "json"),
)
BORNE: tuple[tuple[str, ...], ...] = (
    ("search", "word text", "--no-refresh"),
    ("search", "word", "--no-refresh", "--mode", "keyword", "--since", "2000-01-01"),
    ("search", "sound", "--no-refresh", "--tag", "z", "--per", "note"),
    ("related", "n", "--no-refresh"),
    ("related", "--all", "--no-refresh"),
    ("status",),
    ("status", "--verify"),
    ("index",),
    ("search", "word text"),
    ("index", "--full"),
)
WAYS = ("as it is", "unsealed", "sealed anew")


class Said(NamedTuple):
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str


def say(vault: Path, words: tuple[str, ...]) -> Said:
    """Run a command on the vault, in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = kblink([*words, "--vault", str(vault)])
    return Said(code, out.getvalue(), err.getvalue())


def faults(vault: Path, way: str, truth: dict[tuple[str, ...], Said]) -> list[str]:
    """What goes wrong with the vault's index, once the lie is told."""
    found = []
    for words in (*JUDGED, *BORNE, *JUDGED):
        said = say(vault, words)
        line = " ".join(words)
        if said.code not in (0, 1, 2, 3):
            found.append(f"{line}: {said.err[-300:]}")
        if OUTSIDE in said.out + said.err:
            found.append(f"{line}: it read what is outside")
        if words in truth and way != "sealed anew" and said[:2] != truth[words][:2]:
            found.append(f"{line}: says what is not so")
    return found


def tamper(vault: Path, index: Path, cell: Cell, lie: object, way: str) -> bool:
    """Give the vault a copy of the index with a lie in it; False where it cannot be told."""
    shutil.rmtree(vault / ".kblink", ignore_errors=True)
    shutil.copytree(index, vault / ".kblink")
    typed = way == "sealed anew"  # who makes the seal can as well keep to the types
    if not tell(vault / ".kblink" / "catalogue.db", cell, lie, any_type=not typed):  # type: ignore[arg-type]  # of LIES
        return False
    if way == "unsealed":
        break_seal(vault / ".kblink")
    elif way == "sealed anew":
        write_seal(vault / ".kblink")
    return True


def campaign(folder: Path, number: int, chance: random.Random) -> int:
    """Tell so many lies; return how many had consequences."""
    vault, index = folder / "vault", folder / "index"
    vault.mkdir()
    for name, text in NOTES.items():
        (vault / name).write_text(text)
    (folder / "outside.md").write_text(f"# {OUTSIDE}\n")
    truth = {words: say(vault, words) for words in JUDGED}
    say(vault, ("index",))
    (vault / ".kblink").rename(index)
    all_cells = list(cells(index / "catalogue.db"))
    told = bad = 0
    while told < number:
        cell, lie, way = chance.choice(all_cells), chance.choice(LIES), chance.choice(WAYS)
        if not tamper(vault, index, cell, lie, way):
            continue
        told += 1
        found = faults(vault, way, truth)
        bad += bool(found)
        if found:
            print(f"{cell} {str(lie)[:60]!r} {way}:", *found, sep="\n  ", flush=True)
    return bad


def main() -> int:
    """Run the campaign in a temporary folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--lies", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    workspace.choose_encoder = lambda _config: CheapEncoder()
    with tempfile.TemporaryDirectory() as folder:
        chance = random.Random(arguments.seed)  # noqa: S311 - repeatable lies, no secret
        bad = campaign(Path(folder), arguments.lies, chance)
    print(f"{arguments.lies} lies, {bad} with consequences")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
