"""The vault that kblink was asked for: what its broken links mean, and what is offered for them.

The right targets are derived here from the list of files alone, not by what is tested. Samples of
each class were looked at by hand.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pytest

from kblink import Vault
from kblink.repair.fix import DEFAULT_CONFIDENCE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kblink.model import Candidate

CONFIDENT = 0.5
RIGHT_IS_KNOWN = ("wrong depth", "wrong folder", "folder note")


class Judged(NamedTuple):
    """A broken link: what is wrong with it, where it should lead, what is offered."""

    mistake: str
    right: str | None
    candidates: tuple[Candidate, ...]

    @property
    def is_hit(self) -> bool:
        return bool(self.candidates) and self.candidates[0].path == self.right

    @property
    def is_confident(self) -> bool:
        return any(candidate.confidence >= CONFIDENT for candidate in self.candidates)


@pytest.fixture(scope="module")
def judged(shared: Path) -> list[Judged]:
    folder = shared / "corpora" / "seed-vault"
    if not folder.is_dir():
        pytest.skip(f"no corpus {folder}")
    paths = [file.relative_to(folder) for file in folder.rglob("*") if file.is_file()]
    files = [path.as_posix() for path in paths if not any(part[0] == "." for part in path.parts)]
    return [
        Judged(*judge(source, link.link.target, files), link.candidates)
        for source, links in Vault(folder).check().resolved
        for link in links
        if link.status in ("broken-note", "missing-attachment")
    ]


def judge(source: str, target: str, files: list[str]) -> tuple[str, str | None]:
    """What is wrong with a broken link, and where it should lead."""
    path = "/".join(part for part in target.split("/") if part not in ("", ".", ".."))
    if not target.endswith("/"):
        note = f"{path.removesuffix('.md')}.md"
        whole = [note] if note in files else ending_in(note, files)
        if len(whole) == 1 and ("/" in path or target.startswith(".")):
            return "wrong depth", whole[0]
        named = [file for file in ending_in(posixpath.basename(note), files) if file != source]
        if named:
            return ("wrong folder", named[0]) if len(named) == 1 else ("several bear it", None)
    folders = {
        posixpath.dirname(file): file
        for file in files
        if posixpath.basename(file) in ("README.md", "index.md")
    }
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
    if beside in folders or path in folders:
        return "folder note", folders.get(beside) or folders[path]
    anywhere = ending_in(path, folders)
    if anywhere:
        return ("folder note", folders[anywhere[0]]) if len(anywhere) == 1 else ("several", None)
    return "nothing", None


def ending_in(path: str, files: Iterable[str]) -> list[str]:
    return [file for file in files if f"/{file}".endswith(f"/{path}")]


def test_what_is_wrong_with_the_broken_links(judged: list[Judged]) -> None:
    assert Counter(item.mistake for item in judged) == {
        "wrong depth": 166,
        "wrong folder": 134,
        "folder note": 63,
        "several bear it": 16,
        "nothing": 224,
    }


def test_right_target_is_the_first_candidate(judged: list[Judged]) -> None:
    hits = Counter(item.mistake for item in judged if item.is_hit)
    assert hits == {"wrong depth": 166, "wrong folder": 134, "folder note": 63}
    assert all(item.is_confident for item in judged if item.mistake in RIGHT_IS_KNOWN)


def test_what_names_nothing_or_several_is_not_repaired_unasked(judged: list[Judged]) -> None:
    unclear = [item.candidates[0] for item in judged if item.right is None and item.candidates]
    assert unclear
    assert max(candidate.confidence for candidate in unclear) < DEFAULT_CONFIDENCE


def test_of_what_names_nothing_no_candidate_is_confident(judged: list[Judged]) -> None:
    confident = Counter(item.mistake for item in judged if item.right is None and item.is_confident)
    # `overview.md`, which several bear, and one of them lies beside the note.
    assert confident == {"several bear it": 1}


def test_no_other_candidate_is_confident_beside_the_right_one(judged: list[Judged]) -> None:
    for item in judged:
        assert all(other.confidence < CONFIDENT for other in item.candidates[1:])
