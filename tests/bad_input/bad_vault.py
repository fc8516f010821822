"""A vault with one sound note in it, and what must hold whatever else is put there.

A plugin that the tests of this folder name, since a second `conftest` would hide the first one
from mypy.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from fake_encoder import HashingEncoder
from sound_note import BROKEN, SOUND
from vault_state import state

from kblink import Vault
from kblink.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    """What a run of kblink gave; `said` are the lines on stderr but for the verdict."""

    code: int
    lines: list[str]
    said: list[str]

    def found_in(self, path: str) -> list[str]:
        """The findings on a note: place, severity, code."""
        return [" ".join(line.split()[:3]) for line in self.lines if line.startswith(f"{path}:")]


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: HashingEncoder) -> Path:
    """The vault; no model is needed."""
    monkeypatch.setattr("kblink.workspace.choose_encoder", lambda *_: encoder)
    root = tmp_path / "vault"
    root.mkdir()
    (root / "sound.md").write_text(SOUND)
    return root


@pytest.fixture
def run(vault: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run a command on the vault; whatever is in it, no command ends in a fault of its own."""

    def run_kblink(*words: str) -> Outcome:
        named = "--vault" in words or words[0] == "explain"
        code = main([words[0], *(() if named else ("--vault", str(vault))), *words[1:]])
        captured = capsys.readouterr()
        assert code in (0, 1, 2, 3), captured.err
        assert "Traceback" not in captured.err
        assert "\x1b" not in captured.out + captured.err
        said = captured.err.splitlines()
        has_verdict = words[0] == "check" and "--format" not in words and code < 2
        return Outcome(code, captured.out.splitlines(), said[:-1] if has_verdict else said)

    return run_kblink


@pytest.fixture
def check(vault: Path, run: Callable[..., Outcome], tmp_path: Path) -> Callable[[], Outcome]:
    """Check the vault, and do all else with it that reads it whole.

    The link of the sound note is reported, an index, made and used, changes no finding, and the
    vault is left as it was.
    """
    index = ("--index-dir", str(tmp_path / "index"))

    def check_all() -> Outcome:
        before = state(vault)
        outcome = run("check")
        assert outcome.code == 1
        assert any(line.startswith(BROKEN) for line in outcome.lines)
        for words in (["stats"], ["links", "sound"], ["check", "--format", "rich"]):
            assert run(*words).code in (0, 1)
        assert run("index", *index).code == 0
        assert run("check", *index).lines == outcome.lines
        hits = run("search", "sound missing", "--no-refresh", "--limit", "1000", *index)
        assert any("sound.md:" in line for line in hits.lines)
        for words in (
            ["related", "sound"],
            ["suggest", "--all"],
            ["status", "--verify"],
            ["stats"],
        ):
            assert run(*words, *index).code == 0
        assert state(vault) == before
        return outcome

    return check_all


@pytest.fixture(scope="session")
def indexed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with an index, whose notes are old enough to be taken from it."""
    root = tmp_path_factory.mktemp("indexed") / "vault"
    root.mkdir()
    (root / "sound.md").write_text(SOUND)
    (root / "n.md").write_text(
        "---\naliases: [q]\ntags: [z]\ndate: 2024-01-02\n---\n# A\n\ntext ^id\n\n"
        "[[sound#Sund]] ![[sound]] [x][y] [[soudn]] <a id='k'></a> [^1] [[m#^id]]\n\n[^1]: a\n\n"
        "<!-- kblink-ignore-next-line orphan-note -->\n[z]: u\n"
    )
    (root / "m.md").write_text("# M\n\n![[n]] [[#M]] ![[m]] ![[p.png]] https://a.b\n\n## M\n")
    (root / "p.png").write_bytes(b"x")
    for file in root.iterdir():
        os.utime(file, (1_600_000_000, 1_600_000_000))
    Vault(root, encoder=HashingEncoder()).index()
    return root


@pytest.fixture
def index(vault: Path, indexed_once: Path) -> Path:
    """The index of the vault, which becomes a copy of the one that has one."""
    shutil.rmtree(vault)
    shutil.copytree(indexed_once, vault)
    return vault / ".kblink"


_HEARD = frozenset({"open", "os.listdir", "os.scandir", "sqlite3.connect", "os.mkdir", "os.rename"})
_DONE = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "socket.connect"})
_heard: list[str] | None = None


def _listen(event: str, arguments: tuple[object, ...]) -> None:
    if _heard is None:
        return
    if event in _DONE:
        _heard.append(event)
    elif event in _HEARD and isinstance(arguments[0], str | bytes | os.PathLike):
        _heard.append(os.path.realpath(os.fsdecode(arguments[0])))


sys.addaudithook(_listen)  # there is no way to take one back


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """What is done from here on to files: their real paths, and names of what no command may do."""
    global _heard  # noqa: PLW0603 - the hook outlives every test
    _heard = []
    yield _heard
    _heard = None
