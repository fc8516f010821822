"""Kill `kblink mv` at random moments; after the next command all is old or all is new.

    python benchmarks/kill_edits.py [--kills 200] [--notes 500] [--losses 2000] [--seed 0]
    python benchmarks/kill_edits.py --words fix --apply --vault DIR

A folder of many notes that link to each other, and are linked to, is moved; the run is killed
(SIGKILL) somewhere in the time that it takes, and another note is moved by the next one. Then each
note must be as before, or each as it is behind a whole run, with modes, and `check` must agree.
`--words` is another command to be killed, `--vault` the vault to run it on a copy of. At the end
the power is taken away at every moment of a smaller run (`recorded_calls.py`).
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from random_moves import tree
from recorded_calls import after_power_loss, recording

from kblink import Vault
from kblink.edits.journal import last_journal
from kblink.errors import KblinkError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from random_moves import Tree

State: TypeAlias = "dict[str, tuple[int, bytes]]"
WORDS = ("mv", "old", "in another/place")
_NEXT = ("zz next.md", "zz next one.md")
_READY = b"ready\n"
_WHILE_WRITING = 0.75


def write_vault(root: Path, notes: int) -> None:
    """Notes in a folder, and a tenth as many outside, with links in several ways."""
    for number in range(notes):
        others = [(number * 7 + step) % notes for step in (1, 5, 11)]
        links: tuple[str, ...] = (
            f"[[note {others[0]}]]",
            f"[[old/sub {others[1] % 10}/note {others[1]}|shown]]",
            f"[t](../sub%20{others[2] % 10}/note%20{others[2]}.md)",
            f"[out](../../out/note%20of%20others%20{others[0] // 10}.md) [[gone {number}]]",
        )
        _write(root / f"old/sub {number % 10}/note {number}.md", links, "\r\n"[number % 3 > 0 :])
    for number in range(max(notes // 10, 1)):
        links = (f"[[old/sub {number * 10 % 10}/note {number * 10}]]", "[[zz unknown]]")
        _write(root / f"out/note of others {number}.md", links, "\n")
    for number, path in enumerate(sorted(root.rglob("*.md"))):
        path.chmod(0o600 if number % 5 == 0 else 0o644)
    (root / _NEXT[0]).write_text("Nothing leads here.\n", "utf-8")


def _write(path: Path, links: Sequence[str], end: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = end.join(("# Заметка", "", *(f"Some words, {link}." for link in links), "no end"))
    path.write_bytes(text.encode())


def state(found: Tree) -> State:
    """Modes and bytes of all files but the one that the next command moves."""
    return {path: (mode, data) for path, (mode, _, data) in found.items() if path not in _NEXT}


def run_killed(root: Path, words: Sequence[str], after: float, *, behind_journal: bool) -> bool:
    """Run kblink, killed some seconds after it is loaded, or after it has written its journal;
    whether it ran still."""
    known = _journals(root)
    with _started(root, words) as process:
        while behind_journal and process.poll() is None and _journals(root) <= known:
            time.sleep(0.0005)
        time.sleep(after)
        running = process.poll() is None
        process.kill()
    return running


def run_whole(root: Path, words: Sequence[str]) -> tuple[float, float]:
    """Run kblink to its end; returns the seconds that it took, and those from its journal to the
    journal's saying that all is done."""
    known = _journals(root)
    with _started(root, words) as process:
        started = begun = done = time.perf_counter()
        while process.poll() is None:
            now, new = time.perf_counter(), _journals(root) - known
            begun = begun if new else now
            done = done if any(_is_done(root / ".kblink" / name) for name in new) else now
            time.sleep(0.0005)
    return time.perf_counter() - started, done - begun


def _is_done(journal: Path) -> bool:
    return b'"state": "done"' in journal.read_bytes()


def _journals(root: Path) -> set[str]:
    return {path.name for path in (root / ".kblink").glob("journal-*.json")}


def _started(root: Path, words: Sequence[str]) -> subprocess.Popen[bytes]:
    line = (sys.executable, __file__, "--child", str(root), "--words", *words)
    process = subprocess.Popen(line, stdout=subprocess.PIPE)
    if process.stdout is None or process.stdout.readline() != _READY:
        raise SystemExit("the child did not start")
    return process


def child(root: str, words: Sequence[str]) -> None:
    """Run kblink once all that it needs is loaded."""
    import kblink.check.run
    import kblink.edits.apply
    import kblink.markdown.tokens
    import kblink.repair.move  # noqa: F401 - the time of the kill is reckoned from here
    from kblink.cli.main import main

    sys.stdout.buffer.write(_READY)
    sys.stdout.flush()
    sys.exit(main([words[0], "--vault", root, "--quiet", *words[1:]]))


def campaign(root: Path, words: Sequence[str], kills: int, chance: random.Random) -> Counter[str]:
    """Kill, go on, compare, again; returns how often what was found."""
    vault = Vault(root)
    before, codes = tree(root), _codes(vault)
    longest, writing = run_whole(root, words)
    after, after_codes = tree(root), _codes(vault)
    vault.undo()
    if tree(root) != before:
        raise SystemExit("undo did not restore the vault")
    found: Counter[str] = Counter()
    while found.total() < kills:
        is_late = chance.random() < _WHILE_WRITING  # most of the time of a run is reading
        moment = chance.uniform(0, writing if is_late else longest)
        if not run_killed(root, words, moment, behind_journal=is_late):
            vault.undo()
            continue
        journal = last_journal(root / ".kblink")
        begun = journal is not None and journal.state == "begun"
        vault.mv(*_NEXT)
        left = list(root.rglob("*.tmp"))
        is_old = state(tree(root)) == state(before)
        if left or not (is_old or state(tree(root)) == state(after)):
            raise SystemExit(f"after {found.total()} kills: neither old nor new; left: {left}")
        if _codes(vault) != (codes if is_old else after_codes):
            raise SystemExit(f"after {found.total()} kills: check does not agree")
        found["taken back" if begun else "not begun" if is_old else "done"] += 1
        vault.undo()
        if not is_old:
            vault.undo()
        if tree(root) != before:
            raise SystemExit(f"after {found.total()} kills: undo did not restore the vault")
    return found


def _codes(vault: Vault) -> Counter[str]:
    return Counter(finding.code for finding in vault.check(only_findings=True).findings)


def power_losses(
    folder: Path, losses: int, chance: random.Random, *, flushes: bool = True
) -> Iterator[str]:
    """Take the power away at all moments of a move; yields what is wrong with each state that is
    neither old nor new. Without `flushes` no flush has an effect: faults must be seen."""
    root = folder / "recorded"
    write_vault(root, 12)
    before = state(tree(root))
    with recording(root) as moments:
        Vault(root).mv(*WORDS[1:])
    after = state(tree(root))
    if not flushes:
        moments = [replace(moment, flushed=None) for moment in moments]
    for number in range(losses):
        last = number * len(moments) // losses
        lost = folder / f"lost {number}"
        lost.mkdir()
        after_power_loss(moments, last, lost, chance)
        (lost / _NEXT[0]).write_text("Nothing leads here.\n", "utf-8")
        try:
            Vault(lost).mv(*_NEXT)
        except KblinkError as error:
            yield f"after call {last} of {len(moments)}: {error.message}"
        if state(tree(lost)) not in (before, after):
            yield f"after call {last} of {len(moments)}: neither old nor new"
        shutil.rmtree(lost)


def main() -> None:
    """Run the campaign in a temporary folder, or be a child of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--notes", type=int, default=500)
    parser.add_argument("--losses", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--vault", type=Path)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--words", nargs=argparse.REMAINDER, default=WORDS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments.child, arguments.words)
    chance = random.Random(arguments.seed)  # noqa: S311 - moments of kills need no secrecy
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "vault"
        if arguments.vault is None:
            write_vault(root, arguments.notes)
        else:
            shutil.copytree(arguments.vault, root, ignore=shutil.ignore_patterns(".git", ".kblink"))
            for path in root.rglob("*"):
                path.chmod(path.stat().st_mode | 0o200)
            (root / _NEXT[0]).write_text("Nothing leads here.\n", "utf-8")
        found = campaign(root, arguments.words, arguments.kills, chance)
        print(f"{found.total()} kills of kblink {' '.join(arguments.words)}: {dict(found)}")
        faults = [*power_losses(Path(folder).resolve(), arguments.losses, chance)]
        print(f"{arguments.losses} power losses during a move, {len(faults)} faults")
        print(*faults[:20], sep="\n")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
