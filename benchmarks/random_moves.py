"""Move things about in copies of vaults; `check` must find the same, and `undo` restore each byte.

    python benchmarks/random_moves.py [VAULT ...] [--moves 25] [--rounds 1] [--seed 0]

Notes, attachments and folders get other names and folders at random, headings other texts. After
every move each link must lead to the file that it led to, with the same verdict; at the end all is
undone, and the tree is compared: bytes, modes, times of change. Vaults are those of the shared
corpora where none is named.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeAlias

from corpora import REPOSITORY, VAULTS

from kblink import Vault
from kblink.errors import KblinkError
from kblink.model import is_note
from kblink.vault.walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kblink.model import CheckReport, ResolvedLink

Tree: TypeAlias = "dict[str, tuple[int, int, bytes]]"

STEMS = (
    "New name",
    "другое имя",
    "naïve",
    "v1.2 (draft)",
    "a & b",
    "its own",
    "名前",
    "é",
    "x_y-z",
)
HEADINGS = ("Another title", "Иначе", "What's *new* in 2.0?", "C# and F#: a|b", "Größe", "👋 Hi")
TELLING = frozenset(
    {
        *("broken-note", "broken-heading", "broken-block", "missing-attachment"),
        *("undecodable-note", "circular-embed", "duplicate-heading", "duplicate-block"),
        *("duplicate-definition", "undefined-reference", "not-a-link", "empty-link"),
        *("nbsp-heading", "invalid-front-matter", "unquoted-property-link", "self-link"),
        *("orphan-note", "dead-end", "unused-attachment", "unused-definition"),
    }
)
"""Findings that a move neither makes nor mends. It may mend an ambiguous link or a wrong case."""


@dataclass(slots=True)
class Moved:
    """The names of files now, by those at first, and how often what was done."""

    first: dict[str, str]
    done: Counter[str] = field(default_factory=Counter)
    left: int = 0

    def apply(self, old: str, new: str) -> None:
        """A file or a folder has got another path."""
        for first, path in self.first.items():
            if path == old or path.startswith(f"{old}/"):
                self.first[first] = new + path[len(old) :]

    def origin(self) -> dict[str, str]:
        """The names of files at first, by those now."""
        return {now: first for first, now in self.first.items()}


def tree(root: Path) -> Tree:
    """All files and folders but for kblink's own: mode, time of change, bytes."""
    found: Tree = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if name.partition("/")[0] == ".kblink":
            continue
        status = path.lstat()
        is_file = path.is_file() and not path.is_symlink()
        data = path.read_bytes() if is_file else b""
        found[name] = (status.st_mode, status.st_mtime_ns if is_file else 0, data)
    return found


def verdicts(report: CheckReport, origin: Mapping[str, str]) -> dict[str, list[object]]:
    """Where each link of each file leads, and the findings on it, by names of files at first. A
    link that several files answer to equally has None: a move may decide between them."""
    found: dict[str, list[object]] = {}
    for path, links in report.resolved:
        found[origin.get(path, path)] = [_verdict(link, origin) for link in links]
    counted = Counter(
        (finding.code, origin.get(finding.path, finding.path))
        for finding in report.findings
        if finding.code in TELLING
    )
    found["findings"] = [*sorted(counted.items())]
    return found


def _verdict(link: ResolvedLink, origin: Mapping[str, str]) -> object:
    path = link.target.path
    if link.status == "ambiguous" and path is None:
        return None
    status = "ok" if link.status == "ambiguous" else link.status
    return status, link.link.kind, origin.get(path or "", path)


def agree(expected: Mapping[str, Sequence[object]], found: Mapping[str, Sequence[object]]) -> bool:
    """Whether all verdicts are as expected."""
    return expected.keys() == found.keys() and all(
        len(ones) == len(found[path])
        and all(one in (None, other) for one, other in zip(ones, found[path], strict=True))
        for path, ones in expected.items()
    )


def random_move(root: Path, vault: Vault, chance: random.Random) -> tuple[str, str, str]:
    """What to move where: kind, old, new."""
    listing = walk(root)
    files = [file.path for file in listing.files if file.path not in listing.excluded]
    folders = sorted({str(PurePosixPath(path).parent) for path in files} - {"."})
    notes = [path for path in files if is_note(path)]
    others = [path for path in files if not is_note(path)]
    kinds = ["note", "note", "name", "name", "heading", "folder", "attachment"]
    kind = chance.choice(kinds)
    target = chance.choice([*folders, f"new {chance.randrange(100)}/deeper", "."])
    stem = f"{chance.choice(STEMS)} {chance.randrange(10**6)}"
    if kind == "folder" and folders:
        old = chance.choice(folders)
        return kind, old, f"{'' if target == '.' else target + '/'}{stem}"
    if kind == "heading":
        path = chance.choice(notes)
        headings = vault_headings(vault, path)
        if headings:
            text = f"{chance.choice(HEADINGS)} {chance.randrange(10**6)}"
            return kind, f"{path}#{chance.choice(headings)}", f"#{text}"
    old = chance.choice(others if kind == "attachment" and others else notes)
    pure = PurePosixPath(old)
    name = pure.name if kind == "note" else f"{stem}{pure.suffix}"
    folder = target if kind != "name" else str(pure.parent)
    return kind, old, name if folder == "." else f"{folder}/{name}"


def vault_headings(vault: Vault, path: str) -> list[str]:
    """The headings of a note that a fragment can name, but for those that hold links."""
    from kblink.markdown.parse import parse_note
    from kblink.vault.read_for_edit import read_for_edit

    read = read_for_edit(vault.root, path)
    if read is None:
        return []
    texts = (heading.text for heading in parse_note(path, read[0]).note.headings)
    return [text for text in texts if text.strip("# ") and "](" not in text]


def move_about(
    root: Path, moves: int, chance: random.Random, say: Callable[[str], None] = lambda _: None
) -> tuple[Moved, list[str]]:
    """Move at random and undo all; returns what was done, and all faults."""
    faults: list[str] = []
    before = tree(root)
    vault = Vault(root)
    moved = Moved({name: name for name in before})
    expected = verdicts(vault.check(all_links=True), moved.origin())
    for _ in range(moves):
        kind, old, new = random_move(root, vault, chance)
        try:
            report = vault.mv(old, new)
        except KblinkError as error:
            moved.done[f"refused {kind}"] += 1
            say(f"{old} → {new}: {error.message}")
            continue
        moved.done[kind] += 1
        moved.left += len(report.skipped)
        for one in report.moves:
            moved.apply(one.old, one.new)
        found = verdicts(vault.check(all_links=True), moved.origin())
        if not agree(expected, found):
            faults.append(f"{old} → {new}: {difference(expected, found)}")
            expected = found
    while True:
        try:
            undone = vault.undo()
        except KblinkError:
            break
        faults.extend(f"undo: {item.path}: {item.reason}" for item in undone.refused)
    after = tree(root)
    faults.extend(
        f"after undo {name} differs"
        for name in before.keys() | after.keys()
        if before.get(name) != after.get(name)
    )
    return moved, faults


def difference(
    expected: Mapping[str, Sequence[object]], found: Mapping[str, Sequence[object]]
) -> str:
    """The first few things that differ."""
    words = []
    for path in sorted(expected.keys() | found.keys()):
        one, other = expected.get(path, []), found.get(path, [])
        if one != other:
            gone = [item for item in one if item not in other]
            come = [item for item in other if item not in one]
            words.append(f"{path}: {gone[:3]} became {come[:3]} ({len(one)}, {len(other)})")
    return "; ".join(words[:4])


def corpora() -> list[Path]:
    """The shared vaults."""
    shared = Path(os.environ.get("KBLINK_SHARED") or REPOSITORY.parent / "shared")
    return [shared / "corpora" / name for name in VAULTS]


def main() -> None:
    """Move about in copies of vaults."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("vaults", nargs="*", type=Path)
    parser.add_argument("--moves", type=int, default=25)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    failed = False
    for source in arguments.vaults or corpora():
        for number in range(arguments.rounds):
            started = time.perf_counter()
            with tempfile.TemporaryDirectory() as folder:
                root = Path(folder) / "vault"
                ignored = shutil.ignore_patterns(".git", ".kblink")
                shutil.copytree(source, root, ignore=ignored, symlinks=True)
                for path in root.rglob("*"):
                    path.chmod(path.stat().st_mode | 0o200)
                chance = random.Random(arguments.seed + number)  # noqa: S311 - no secrets
                say = print if arguments.verbose else lambda _: None
                moved, faults = move_about(root, arguments.moves, chance, say)
            failed = failed or bool(faults)
            done = ", ".join(f"{kind} {count}" for kind, count in sorted(moved.done.items()))
            seconds = time.perf_counter() - started
            print(f"{source.name}: {done}; {moved.left} links left, {seconds:.0f} s")
            print(f"{len(faults)} faults")
            print(*faults[:20], sep="\n")
    sys.exit(failed)


if __name__ == "__main__":
    main()
