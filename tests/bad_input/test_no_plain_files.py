"""What stands in a vault that is no file to be read: pipes, devices, loops, locked folders,
symlinks that lead out. It is passed over, said where a person would miss it, never waited for."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sound_note import BROKEN, SOUND

if TYPE_CHECKING:
    from collections.abc import Callable

    from bad_vault import Outcome

pytest_plugins = ("bad_vault",)


def refuse(monkeypatch: pytest.MonkeyPatch, function: str, name: str) -> None:
    """Let `os.open` or `os.scandir` refuse what is called `name`: root may read anything."""
    real = getattr(os, function)

    def refusing(path: str | Path, *rest: int, **options: int) -> object:
        if Path(os.fsdecode(path)).name == name:
            raise PermissionError(13, "Permission denied")
        return real(path, *rest, **options)

    monkeypatch.setattr(os, function, refusing)


def test_an_unreadable_note_is_said(
    vault: Path, check: Callable[[], Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    (vault / "n.md").write_text("[[x]]")
    refuse(monkeypatch, "open", "n.md")
    assert check().said == ["kblink: n.md was not read: Permission denied"]


def test_an_unreadable_folder_is_said(
    vault: Path, check: Callable[[], Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    (vault / "locked").mkdir()
    refuse(monkeypatch, "scandir", "locked")
    assert check().said == ["kblink: locked: folder not read: Permission denied"]


def test_what_was_not_read_is_in_the_document_of_an_index(
    vault: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    (vault / "n.md").write_text("[[x]]")
    refuse(monkeypatch, "open", "n.md")
    lines = run("index", "--format", "json").lines
    assert '      "path": "n.md",' in lines
    assert '      "reason": "not read: Permission denied"' in lines


@pytest.mark.parametrize("command", ["check", "stats", "index", "status"])
def test_an_unreadable_vault_is_3(
    vault: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    refuse(monkeypatch, "scandir", vault.name)
    outcome = run(command)
    assert outcome.code == 3
    assert "cannot be read: Permission denied" in outcome.said[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_what_permissions_forbid_is_said(vault: Path, check: Callable[[], Outcome]) -> None:
    (vault / "locked").mkdir(0)
    (vault / "n.md").touch(0)
    assert check().said == [
        "kblink: locked: folder not read: Permission denied",
        "kblink: n.md was not read: Permission denied",
    ]
    (vault / "locked").chmod(0o700)


SPECIAL = [
    "n.md",
    "n.canvas",
    "n.base",
    ".gitignore",
    ".kblinkignore",
    ".obsidian/app.json",
    ".kblink/catalogue.db",
    ".kblink/catalogue.sha256",
    ".git",
    ".git/index",
]


@pytest.mark.parametrize("path", SPECIAL)
@pytest.mark.parametrize("kind", ["pipe", "socket", "folder", "device", "loop"])
def test_what_is_no_file_is_not_waited_for(
    vault: Path,
    run: Callable[..., Outcome],
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    kind: str,
) -> None:
    monkeypatch.chdir(vault)  # the path of a socket must be short
    if path != ".kblink/catalogue.db":
        run("index")  # it must be looked at
    (vault / path).parent.mkdir(exist_ok=True)
    (vault / path).unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as server:
        kinds: dict[str, Callable[[], None]] = {
            "pipe": lambda: os.mkfifo(path),
            "socket": lambda: server.bind(path),
            "folder": lambda: Path(path).mkdir(),
            "device": lambda: Path(path).symlink_to("/dev/zero"),
            "loop": lambda: Path(path).symlink_to(Path(path).name),
        }
        kinds[kind]()
        for command in ("check", "stats", "index", "status", "check"):
            outcome = run(command)
            assert outcome.code < 2 or (path.startswith(".kblink/") and command != "check")
            assert not outcome.found_in(path)
        assert any(line.startswith(BROKEN) for line in outcome.lines)


# --- symlinks -------------------------------------------------------------------------------------


@pytest.fixture
def outside(vault: Path) -> Path:
    """A folder beside the vault, with a note that must not be seen."""
    folder = vault.parent / "outside"
    folder.mkdir()
    (folder / "secret.md").write_text("# Top secret\n\n[[secret link]]\n")
    return folder


def test_a_symlink_that_leads_out_is_not_followed(
    vault: Path, outside: Path, check: Callable[[], Outcome], opened: list[str]
) -> None:
    (vault / "secret.md").symlink_to(outside / "secret.md")
    (vault / "folder").symlink_to(outside)
    (vault / "up").symlink_to("..")
    (vault / "root").symlink_to("/")
    (vault / "again.md").symlink_to("secret.md")
    (vault / "n.md").write_text(
        "[[secret]] [[folder/secret]] [t](../outside/secret.md) [[again]] [[../outside/secret]] "
        "![[secret]] <a href='folder/secret.md'>x</a> [[up/outside/secret]]"
    )
    outcome = check()
    assert len(outcome.found_in("n.md")) == 8
    assert all(line.endswith("error broken-note") for line in outcome.found_in("n.md"))
    assert not [line for line in outcome.lines if line.startswith(("secret", "folder", "again"))]
    assert not [path for path in opened if path.startswith(str(outside))]


def test_a_symlink_inside_the_vault_is_followed_to_a_file_only(
    vault: Path, check: Callable[[], Outcome]
) -> None:
    (vault / "real").mkdir()
    (vault / "real" / "a.md").write_text("[[x]]")
    (vault / "file.md").symlink_to("real/a.md")
    (vault / "folder").symlink_to("real")
    outcome = check()
    assert outcome.found_in("file.md") == ["file.md:1:1: error broken-note"]
    assert not outcome.found_in("folder/a.md")


def test_loops_of_symlinks_are_no_end(vault: Path, check: Callable[[], Outcome]) -> None:
    (vault / "self.md").symlink_to("self.md")
    (vault / "one.md").symlink_to("two.md")
    (vault / "two.md").symlink_to("one.md")
    (vault / "here").symlink_to(".")
    (vault / "folder").mkdir()
    (vault / "folder" / "up").symlink_to("..")
    (vault / "folder" / "self").symlink_to("../folder/self")
    (vault / "nowhere.md").symlink_to("nothing.md")
    outcome = check()
    (broken,) = (line for line in outcome.lines if "broken-note" in line)
    assert broken.startswith(BROKEN)
    assert outcome.said == []


def test_a_vault_may_be_reached_through_a_symlink(
    vault: Path, run: Callable[..., Outcome], tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(vault)
    (tmp_path / "link to link").symlink_to("link")
    here = run("check")
    for name in ("link", "link to link", "link/../vault"):
        outcome = run("check", "--vault", str(tmp_path / name))
        assert (outcome.code, outcome.lines) == (1, here.lines)
        assert run("index", "--vault", str(tmp_path / name)).code == 0
        assert run("links", "--vault", str(tmp_path / name), "sound").code == 0
        assert run("search", "--vault", str(tmp_path / name), "missing").code == 0
        note = str(tmp_path / name / "sound.md")
        assert run("check", "--vault", str(tmp_path / name), note).code == 1


@pytest.mark.parametrize("command", ["check", "index", "stats", "status", "search x", "links x"])
@pytest.mark.parametrize("name", ["loop", "one", "loop/inside", "nowhere", "nowhere/inside"])
def test_a_vault_that_is_a_loop_or_leads_nowhere_does_not_exist(
    run: Callable[..., Outcome], tmp_path: Path, command: str, name: str
) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    (tmp_path / "nowhere").symlink_to("nothing")
    first, *rest = command.split()
    outcome = run(first, "--vault", str(tmp_path / name), *rest)
    assert (outcome.code, outcome.lines) == (3, [])
    (line,) = outcome.said
    assert line.endswith("does not exist. Name a folder of Markdown notes.")


def test_settings_may_be_no_symlink_out(
    vault: Path, outside: Path, run: Callable[..., Outcome], opened: list[str]
) -> None:
    (outside / "kblink.toml").write_text("secret = 1")
    (vault / "kblink.toml").symlink_to(outside / "kblink.toml")
    opened.clear()
    outcome = run("check")
    assert outcome.code == 2
    assert "leads out of the vault" in outcome.said[0]
    assert not [path for path in opened if path.startswith(str(outside))]


def test_a_report_is_written_neither_through_a_symlink_out_nor_over_a_note(
    vault: Path, outside: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(vault)
    (vault / "report.json").symlink_to(outside / "secret.md")
    (vault / "new.json").symlink_to(outside / "new.json")
    (vault / "folder").symlink_to(outside)
    for name in ("report.json", "new.json", "folder/new.json"):
        outcome = run("check", "--output", f"json={name}")
        assert outcome.code == 2
        assert "a symlink in the vault leads out of it" in outcome.said[0]
    outcome = run("check", "--output", "json=sound.md")
    assert "it is a note of the vault" in outcome.said[0]
    assert (vault / "sound.md").read_text() == SOUND
    assert [path.name for path in outside.iterdir()] == ["secret.md"]
    assert run("check", "--output", f"json={outside / 'new.json'}").code == 1
    assert run("check", "--output", "json=../outside/new.json").code == 1
    assert run("check", "--output", "json=own.json").code == 1
