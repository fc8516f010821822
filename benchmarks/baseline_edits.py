"""Whether a baseline holds: old findings stay known and planted ones are new, after many edits.

    python benchmarks/baseline_edits.py [--vaults data-engineering-wiki,...] [--edits 200]
                                        [--seeds 20]

A baseline is taken on a copy of a real vault. Then paragraphs are written, lines of text lengthened
and taken out, notes renamed and moved, and broken links planted, some of them just like old ones in
other notes. Where each old finding is by then is known from the lines themselves, not from kblink.

Real vaults: $KBLINK_SHARED/corpora, else ../shared/corpora.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kblink import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kblink.model import Finding

REPOSITORY = Path(__file__).resolve().parent.parent
_WORDS = (
    *("notes", "on", "how", "tables", "and", "queries", "were", "read", "again", "last", "week"),
    *("by", "nobody", "in", "particular"),
)
_PLAIN = re.compile(r"[A-Za-z][\w ,.;'-]{20,}\n?")
_KINDS = ("write", "lengthen", "take out", "rename", "move", "plant", "plant like an old one")


class Key(NamedTuple):
    """Where a finding is, and what kind it is of."""

    path: str
    line: int
    column: int
    code: str


class Line:
    """A line of a note, which stays the same object wherever it comes to stand."""

    def __init__(self, text: str) -> None:
        self.text = text


@dataclass
class EditedVault:
    """The notes of a vault as lines, by what they were called at first, and their paths now."""

    root: Path
    chance: random.Random
    lines: dict[str, list[Line]] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    planted: list[tuple[str, Line]] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    @classmethod
    def read(cls, root: Path, chance: random.Random) -> EditedVault:
        """All notes below `root` that are UTF-8 with line feeds and not empty: nothing tells that
        an empty note which was renamed and written is the same."""
        vault = cls(root, chance)
        for file in sorted(root.rglob("*.md")):
            text = file.read_bytes().decode("utf-8", "replace")
            if (
                not text.strip()
                or "\r" in text
                or "\ufffd" in text
                or "\x0c" in text
                or "\u2028" in text
            ):
                continue
            path = file.relative_to(root).as_posix()
            vault.lines[path] = [Line(line) for line in text.split("\n")]
            vault.paths[path] = path
        return vault

    def edit(self, old: list[Finding]) -> None:
        """Make one edit at random; `old` are the findings of the baseline."""
        kind = self.chance.choice(_KINDS)
        note = self.chance.choice(sorted(self.lines))
        lines = self.lines[note]
        self.done[kind] += 1
        if kind in ("rename", "move"):
            self._rename(note, moved=kind == "move")
        elif kind == "lengthen":
            for line in self._plain(lines):
                line.text += f" {self._words(3)}"
        elif kind == "take out":
            for line in self._plain(lines):
                lines.remove(line)
        else:
            text = self._words(12)
            if kind == "plant":
                text += f" [[planted {len(self.planted)} {self.chance.random()}]]"
            if kind == "plant like an old one":
                links = [finding.link for finding in old if finding.code == "broken-note"]
                link = self.chance.choice([link for link in links if link and "\n" not in link])
                text += f" [[planted anew]] {link}" if link.startswith("[[/") else f" {link}"
            self._insert(note, text, planted=kind.startswith("plant"))

    def _insert(self, note: str, text: str, *, planted: bool) -> None:
        """Put a paragraph at the end of a note, or behind one of its empty lines."""
        lines = self.lines[note]
        body = _body(lines)
        places = [place for place in range(body, len(lines)) if _is_between(lines, body, place)]
        place = self.chance.choice(places) if places else len(lines)
        line = Line(text)
        lines[place:place] = [Line(""), line, Line("")]
        if planted:
            self.planted.append((note, line))

    def _plain(self, lines: list[Line]) -> list[Line]:
        """One line at most that nothing but words stand on."""
        body = _body(lines)
        plain = [line for line in lines[body:] if _PLAIN.fullmatch(line.text)]
        return [self.chance.choice(plain)] if plain else []

    def _rename(self, note: str, *, moved: bool) -> None:
        path = self.paths[note]
        folder, _, name = path.rpartition("/")
        if moved:
            folder = self.chance.choice(sorted(self.paths.values())).rpartition("/")[0]
        else:
            name = f"renamed {self.chance.randrange(10**6)}.md"
        new = f"{folder}/{name}" if folder else name
        if (self.root / new).exists():
            return
        (self.root / path).rename(self.root / new)
        self.paths[note] = new

    def _words(self, count: int) -> str:
        return " ".join(self.chance.choices(_WORDS, k=count))

    def write(self) -> None:
        """Write all notes where they are now."""
        for note, lines in self.lines.items():
            text = "\n".join(line.text for line in lines)
            (self.root / self.paths[note]).write_text(text, "utf-8", newline="")


def _body(lines: list[Line]) -> int:
    """The first line behind the front matter."""
    if not lines or lines[0].text.rstrip() != "---":
        return 0
    ends = [number for number, line in enumerate(lines[1:], 2) if line.text.rstrip() == "---"]
    return ends[0] if ends else len(lines)


def _is_between(lines: list[Line], body: int, place: int) -> bool:
    """Whether a paragraph can stand there: at an empty line, in no code, comment or HTML."""
    if lines[place].text.strip():
        return False
    above = "\n".join(line.text for line in lines[body:place])
    marks = (above.count("```"), above.count("~~~"), above.count("%%"), above.count("$$"))
    if "````" in above or "~~~~" in above:
        return False
    indented = place + 1 < len(lines) and lines[place + 1].text.startswith((" ", "\t"))
    return not any(mark % 2 for mark in marks) and "<" not in above and not indented


@dataclass(frozen=True)
class Outcome:
    """Numbers of one run; `came_back` and `missed` should be empty."""

    old: int
    planted: int
    new: int
    came_back: tuple[Key, ...]
    missed: tuple[Key, ...]
    done: Counter[str]


def edit_and_compare(corpus: Path, folder: Path, edits: int, seed: int) -> Outcome:
    """Take a baseline on a copy of `corpus` in `folder`, edit the copy, and compare."""
    root = folder / "vault"
    shutil.copytree(corpus, root)
    for git in root.rglob(".git"):
        shutil.rmtree(git) if git.is_dir() else git.unlink()
    vault = Vault(root, index_dir=folder / "none")
    report = vault.check()
    baseline = vault.baseline(report)
    edited = EditedVault.read(root, random.Random(seed))  # noqa: S311 - edits need no secrecy
    places = [_place(finding, edited) for finding in report.findings]
    old = list(report.findings)
    for _ in range(edits):
        edited.edit(old)
    edited.write()
    after = Vault(root, index_dir=folder / "none")
    new = after.without_known(after.check(), baseline).findings
    keys = {Key(each.path, each.span.line, each.span.column, each.code) for each in new}
    lines = {note: {line: n for n, line in enumerate(now, 1)} for note, now in edited.lines.items()}
    came_back = [
        key for key in _keys_now(zip(old, places, strict=True), edited, lines) if key in keys
    ]
    planted = [(edited.paths[note], lines[note][line]) for note, line in edited.planted]
    found = {(key.path, key.line) for key in keys}
    missed = [Key(path, line, 0, "") for path, line in planted if (path, line) not in found]
    return Outcome(len(old), len(planted), len(new), tuple(came_back), tuple(missed), edited.done)


def _place(finding: Finding, vault: EditedVault) -> Line | None:
    """The line that a finding is on, None for one on its file as a whole."""
    lines = vault.lines.get(finding.path)
    is_on_line = lines is not None and finding.span.end > finding.span.start
    return lines[finding.span.line - 1] if lines is not None and is_on_line else None


def _keys_now(
    findings: Iterator[tuple[Finding, Line | None]],
    vault: EditedVault,
    lines: dict[str, dict[Line, int]],
) -> Iterator[Key]:
    """Where old findings are after the edits."""
    for finding, line in findings:
        path = vault.paths.get(finding.path, finding.path)
        number = finding.span.line if line is None else lines[finding.path].get(line)
        if number is not None:
            yield Key(path, number, finding.span.column, finding.code)


def main() -> None:
    """Print a row for each vault."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--vaults", default="data-engineering-wiki,foam-docs,quartz-docs")
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--seeds", type=int, default=20)
    arguments = parser.parse_args()
    shared = Path(os.environ.get("KBLINK_SHARED") or REPOSITORY.parent / "shared")
    print("| vault | runs | old findings | edits | planted | came back | planted and not found |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name in arguments.vaults.split(","):
        outcomes = []
        for seed in range(arguments.seeds):
            with tempfile.TemporaryDirectory() as folder:
                corpus = shared / "corpora" / name
                outcomes.append(edit_and_compare(corpus, Path(folder), arguments.edits, seed))
        print(
            f"| {name} | {len(outcomes)} | {outcomes[0].old} | {arguments.edits} "
            f"| {sum(each.planted for each in outcomes)} "
            f"| {sum(len(each.came_back) for each in outcomes)} "
            f"| {sum(len(each.missed) for each in outcomes)} |"
        )
        for outcome in outcomes:
            for key in (*outcome.came_back, *outcome.missed):
                print(f"  {key}")


if __name__ == "__main__":
    main()
