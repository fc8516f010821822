"""A journal that came with a vault, is damaged, or lies: no note is touched by what it says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from sound_note import SOUND
from vault_state import state

from kblink.edits.edit import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bad_vault import Outcome

pytest_plugins = ("bad_vault",)

NAME = "journal-20260101T000000Z-0001.json"
PATHS = [
    *("../outside.md", "/etc/passwd", "x/../../outside.md", ".git/config", ".kblink/catalogue.db"),
    *(".obsidian/app.json", "up/outside.md", "", "sound.md/x", "\ud800", "a\0b", "x" * 5_000),
]


def write_journal(vault: Path, path: str, **changes: object) -> None:
    """A journal of a run that was stopped; taking it back would write and move `path`."""
    (vault / ".kblink").mkdir(exist_ok=True)
    after = digest_of(b"secret")
    edits = [[0, "hacked", "secret"]]
    document = {
        "schema": "kblink/journal/1",
        "command": "mv",
        "state": "begun",
        "moves": [],
        "made": [path, "folder"],
        "files": [
            {
                "path": path,
                "before": digest_of(b"hacked"),
                "after": after,
                "mtime_ns": 1,
                "edits": edits,
            }
        ],
        **changes,
    }
    (vault / ".kblink" / NAME).write_text(json.dumps(document))


@pytest.fixture
def outside(vault: Path) -> Path:
    """What lies beside the vault and could be the text that a run left."""
    file = vault.parent / "outside.md"
    file.write_bytes(b"secret")
    (vault / "up").symlink_to("..")
    for name in (".git/config", ".obsidian/app.json"):
        (vault / name).parent.mkdir()
        (vault / name).write_bytes(b"secret")
    return file


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ascii(path[:30]))
@pytest.mark.parametrize("moves", [False, True])
def test_a_journal_that_leads_out_leads_nowhere(
    vault: Path, outside: Path, run: Callable[..., Outcome], path: str, moves: bool
) -> None:
    both = [{"old": path, "new": "sound.md"}, {"old": "moved.md", "new": path}]
    write_journal(vault, path, moves=both if moves else [])
    before = state(vault.parent)
    outcome = run("undo")
    assert outcome.code == 1
    assert outcome.lines
    assert state(vault.parent) == before
    assert outside.read_bytes() == b"secret"
    assert run("mv", "sound.md", "new.md").code == 0  # nothing is held up by it


@pytest.mark.parametrize(
    "changes",
    [
        {"schema": "kblink/journal/99"},
        {"state": "unheard of"},
        {"files": 3},
        {"files": [{"path": "sound.md"}]},
        {"moves": [1]},
        {"moves": {"a": "b"}},
        {"made": None},
        {"files": [{"path": 1, "before": 1, "after": 1, "mtime_ns": "x", "edits": []}]},
        {"files": [{"path": "a", "before": "", "after": "", "mtime_ns": 1, "edits": [[1, 2]]}]},
        {"files": [{"path": "a", "before": "", "after": "", "mtime_ns": 1, "edits": [[1, 2, 3]]}]},
    ],
)
def test_a_damaged_journal_is_3_in_one_line(
    vault: Path, run: Callable[..., Outcome], changes: dict[str, Any]
) -> None:
    write_journal(vault, "sound.md", **changes)
    for words in (["undo"], ["mv", "sound.md", "x.md"]):
        outcome = run(*words)
        assert (outcome.code, outcome.lines) == (3, [])
        (said,) = outcome.said
        assert "cannot be read" in said
        assert "Remove it" in said
    assert run("check").code == 1
    assert (vault / "sound.md").read_text() == SOUND


@pytest.mark.parametrize("data", [b"", b"{", b"\xff" * 9, b"[" * 100_000, b"null", b"[]", b'"x"'])
def test_what_is_no_journal_is_3(vault: Path, run: Callable[..., Outcome], data: bytes) -> None:
    (vault / ".kblink").mkdir()
    (vault / ".kblink" / NAME).write_bytes(data)
    assert run("undo").code == 3


def test_a_journal_that_git_has_brought_is_not_believed(
    vault: Path, run: Callable[..., Outcome]
) -> None:
    git = shutil.which("git")
    if git is None:
        pytest.skip("needs git")
    (vault / "sound.md").write_bytes(b"secret")
    write_journal(vault, "sound.md")
    origin = vault.rename(vault.parent / "origin")
    for words in (["init", "--quiet"], ["add", "--force", "--all"]):
        subprocess.run([git, "-C", str(origin), *words], check=True)
    identity = ["-c", "user.name=x", "-c", "user.email=x@y.z"]
    subprocess.run([git, "-C", str(origin), *identity, "commit", "-qm", "x"], check=True)
    subprocess.run([git, "clone", "--quiet", str(origin), str(vault)], check=True)
    assert "nothing to undo" in run("undo").said[-1]
    assert run("check").said == []
    assert run("mv", "sound.md", "new.md").code == 0
    assert (vault / "new.md").read_bytes() == b"secret"
    assert run("undo").code == 0  # its own
    assert "nothing to undo" in run("undo").said[-1]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_a_journal_of_another_user_is_not_believed(
    vault: Path, run: Callable[..., Outcome]
) -> None:
    (vault / "sound.md").write_bytes(b"secret")
    write_journal(vault, "sound.md")
    os.chown(vault / ".kblink" / NAME, 65534, -1)
    assert "nothing to undo" in run("undo").said[-1]


def test_a_folder_of_journals_that_leads_out_is_not_used(
    vault: Path, run: Callable[..., Outcome], tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (vault / ".kblink").symlink_to(tmp_path / "elsewhere")
    for words in (["undo"], ["mv", "sound.md", "x.md"]):
        assert run(*words).code == 3
    assert not [*(tmp_path / "elsewhere").iterdir()]
    assert (vault / "sound.md").read_text() == SOUND


def test_a_check_says_that_a_run_was_stopped_and_undo_takes_it_back(
    vault: Path, run: Callable[..., Outcome]
) -> None:
    (vault / "sound.md").write_bytes(b"secret")
    write_journal(vault, "sound.md", made=[])
    assert "The mv of 2026-01-01 00:00:00 UTC was stopped." in run("check").said[0]
    assert (vault / "sound.md").read_bytes() == b"secret"
    assert run("undo").code == 0
    assert (vault / "sound.md").read_bytes() == b"hacked"
    assert run("check").said == []
