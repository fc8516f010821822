"""An index that came with a vault, was damaged, or lies: no command fails or leaves the vault."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from index_lies import LIES, Cell, cells, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from bad_vault import Outcome

pytest_plugins = ("bad_vault",)

ANEW = "The notes are read anew."
JUDGED = [["check", "--verbose"], ["check", "--format", "json", "--all-links"], ["links", "n"]]


def change(index: Path, statement: str) -> None:
    with closing(sqlite3.connect(index / "catalogue.db", isolation_level=None)) as connection:
        connection.execute(statement)


def link(index: Path, name: str, target: Path) -> None:
    """Put what is called `name` in the index elsewhere, and a symlink in its place."""
    (index / name).rename(target)
    (index / name).symlink_to(target)


def _be_a_file(index: Path) -> None:
    shutil.rmtree(index)
    index.write_text("x")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no database": lambda index: (index / "catalogue.db").write_bytes(b"x" * 9_000),
    "cut": lambda index: os.truncate(index / "catalogue.db", 9_000),
    "empty": lambda index: os.truncate(index / "catalogue.db", 0),
    "of another program": lambda index: change(index, "CREATE TABLE more (a)"),
    "with a view": lambda index: change(index, "CREATE VIEW v AS SELECT 1"),
    "with a trigger": lambda index: change(
        index, "CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM notes; END"
    ),
    "of the future": lambda index: change(index, "PRAGMA user_version = 99"),
    "a symlink": lambda index: link(index, "catalogue.db", index.parent / "elsewhere"),
    "a folder that is one": lambda index: link(index.parent, ".kblink", index.parent / "x"),
    "a file": _be_a_file,
    "a log of another": lambda index: (index / "catalogue.db-wal").write_bytes(b"x" * 9_000),
    "a journal": lambda index: (index / "catalogue.db-journal").write_bytes(b"x" * 9_000),
    "no vectors": lambda index: next(index.glob("vectors-*")).unlink(),
    "other vectors": lambda index: next(index.glob("vectors-*")).write_bytes(b"x" * 9_000),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_with_a_damaged_index_the_notes_are_read_anew(
    index: Path, run: Callable[..., Outcome], name: str
) -> None:
    before = [run(*words).lines for words in JUDGED]
    DAMAGE[name](index)
    for words, lines in zip(JUDGED, before, strict=True):
        outcome = run(*words)
        assert outcome.lines == lines
        assert all(line.endswith(ANEW) for line in outcome.said if "errors" not in line)
    for words in (
        ["status"],
        ["search", "sound", "--no-refresh"],
        ["related", "n"],
        ["suggest", "--all", "--no-refresh"],
        ["index"],
    ):
        outcome = run(*words)
        assert outcome.code in (0, 3)
        assert len(outcome.said) <= 1
    assert name != "empty" or outcome.code == 0  # a run that was killed early leaves such a file
    if "one" not in name and name not in ("a symlink", "a file"):
        assert run("index", "--full").code == 0
        assert run("status", "--verify").code == 0
    assert [run(*words).lines for words in JUDGED] == before


FLIPS = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from fake_encoder import HashingEncoder
from kblink import Vault
from kblink.errors import CatalogueError
vault = Vault(sys.argv[1], encoder=HashingEncoder())
(file,) = Path(sys.argv[1], ".kblink").glob("vectors-*.faiss")
whole = file.read_bytes()
for place in range(120):  # all of the header, some of the vectors
    for value in (0, 0x7F, 0xFF, whole[place] ^ 1):
        file.unlink()
        file.write_bytes(whole[:place] + bytes((value,)) + whole[place + 1 :])
        try:
            vault.search("words", mode="dense", refresh=False)
        except CatalogueError as error:
            assert error.hint
"""


def test_no_byte_of_a_vector_file_ends_the_process(index: Path) -> None:
    tests = str(Path(__file__).parent.parent)
    line = [sys.executable, "-c", FLIPS, str(index.parent), tests]
    process = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (process.returncode, process.stderr) == (0, "")


# --- lies -----------------------------------------------------------------------------------------


def every_column_once(
    index: Path, seed: int
) -> list[tuple[Cell, str | int | float | bytes | None]]:
    """A cell of every column, each with a lie."""
    chance = random.Random(seed)
    found = list(cells(index / "catalogue.db"))
    chance.shuffle(found)
    return [(cell, chance.choice(LIES)) for cell in {cell[:2]: cell for cell in found}.values()]


def test_rows_that_lie_lead_to_no_fault_and_not_out_of_the_vault(
    vault: Path, index: Path, run: Callable[..., Outcome], opened: list[str], tmp_path: Path
) -> None:
    sound = shutil.copytree(index, tmp_path / "sound")
    for path in (vault.parent / "outside.md", vault.parent.parent / "outside.md"):
        path.write_text("# Outside\n")
    for cell, lie in every_column_once(index, 2):
        shutil.rmtree(index)
        shutil.copytree(sound, index)
        if not tell(index / "catalogue.db", cell, lie, any_type=False):
            continue
        opened.clear()
        for words in (
            *JUDGED,
            ["search", "sound", "--no-refresh"],
            ["related", "n"],
            ["suggest", "--all"],
            ["index"],
        ):
            run(*words)
        assert not [path for path in opened if path.endswith(("outside.md", "passwd"))]


# --- whose it is ----------------------------------------------------------------------------------


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def cloned(index: Path, tmp_path: Path) -> Path:
    """The index of a repository that was cloned with it; it hides the broken links."""
    if shutil.which("git") is None:
        pytest.skip("needs git")
    change(index, "UPDATE links SET status = 'ok', warnings = '[]'")
    origin = index.parent.rename(tmp_path / "origin")
    git(origin, "init", "--quiet")
    git(origin, "add", "--force", "--all")
    git(origin, "commit", "--quiet", "--message", "a vault with its index")
    git(tmp_path, "clone", "--quiet", str(origin), str(index.parent))
    for note in index.parent.glob("*.*"):
        os.utime(note, (1_600_000_000, 1_600_000_000))
    return index


def test_an_index_that_git_has_brought_is_not_opened_but_made_anew(
    cloned: Path, run: Callable[..., Outcome], opened: list[str]
) -> None:
    opened.clear()
    outcome = run("check")
    assert any("broken-note" in line for line in outcome.lines)
    assert "came with the repository (git tracks it), so it is not opened" in outcome.said[0]
    assert str(cloned / "catalogue.db") not in opened
    for words in (
        ["status"],
        ["search", "sound", "--no-refresh"],
        ["related", "n", "--no-refresh"],
    ):
        outcome = run(*words)
        assert outcome.code == 3
        assert "Run `kblink index` to make it anew" in outcome.said[0]
    assert "It is made anew." in run("index").said[0]
    for words in (["check"], ["status"], ["search", "sound"]):
        outcome = run(*words)
        assert outcome.said == []  # what was written since is the user's own


def test_a_search_makes_an_index_that_git_has_brought_anew(
    cloned: Path, run: Callable[..., Outcome]
) -> None:
    assert cloned.is_dir()
    outcome = run("search", "sound")
    assert outcome.code == 0
    assert "It is made anew." in outcome.said[0]
    assert run("search", "sound").said == []


def test_an_index_that_is_named_is_trusted(cloned: Path, run: Callable[..., Outcome]) -> None:
    outcome = run("check", "--index-dir", str(cloned))
    assert outcome.said == []
    assert not any("broken-note" in line for line in outcome.lines)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_an_index_of_another_user_is_not_opened_but_made_anew(
    index: Path, run: Callable[..., Outcome]
) -> None:
    change(index, "UPDATE links SET status = 'ok', warnings = '[]'")
    for path in (index, *index.iterdir()):
        os.chown(path, 65534, -1)
    outcome = run("check")
    assert any("broken-note" in line for line in outcome.lines)
    assert "belongs to another user, so it is not opened" in outcome.said[0]
    assert run("status").code == 3
    assert "It is made anew." in run("index").said[0]
    assert run("check").said == []
