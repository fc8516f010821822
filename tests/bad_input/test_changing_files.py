"""What changes while it is read, by an editor, a sync, or somebody who means harm."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from sound_note import BROKEN

from kblink.vault.read import read_note

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bad_vault import Outcome

    from kblink.model import FileEntry
    from kblink.vault.read import NoteText

pytest_plugins = ("bad_vault",)


def _replace(note: Path, make: Callable[[Path], object]) -> None:
    note.unlink()
    make(note)


def _lead_out(note: Path) -> None:
    """Let the note's folder be a symlink to one outside, which has such a note too."""
    outside = note.parents[2] / "outside"
    note.parent.rename(outside)
    note.parent.symlink_to(outside)
    (outside / "n.md").write_text("[[top secret]]")


NEWS: dict[str, Callable[[Path], object]] = {
    "goes": lambda note: note.unlink(),
    "becomes a folder": lambda note: _replace(note, os.mkdir),
    "becomes a pipe": lambda note: _replace(note, os.mkfifo),
    "becomes a device": lambda note: _replace(note, lambda path: path.symlink_to("/dev/zero")),
    "becomes a loop": lambda note: _replace(note, lambda path: path.symlink_to(path.name)),
    "grows": lambda note: note.write_text("[[x]]\n" * 1000),
    "is cut": lambda note: note.write_text(""),
    "is other bytes": lambda note: note.write_bytes(b"\xff"),
    "leads out": lambda note: _replace(note, lambda path: path.symlink_to("/etc/passwd")),
    "is in a folder that leads out": _lead_out,
    "is in a folder that goes": lambda note: shutil.rmtree(note.parent),
}
COMMANDS = [["check"], ["index"], ["stats"], ["search", "sound"], ["links", "sound"]]


@pytest.mark.parametrize("news", NEWS)
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: str(words[0]))
def test_a_note_may_change_between_scan_and_reading(
    vault: Path,
    run: Callable[..., Outcome],
    monkeypatch: pytest.MonkeyPatch,
    news: str,
    words: list[str],
) -> None:
    note = vault / "folder" / "n.md"
    note.parent.mkdir()
    note.write_text("[[y]]")
    changes = [NEWS[news]]

    def read(root: Path, entry: FileEntry) -> NoteText:
        if entry.path == "folder/n.md" and changes:
            changes.pop()(note)
        return read_note(root, entry)

    monkeypatch.setattr("kblink.changes.read_note", read)
    outcome = run(*words)
    assert not changes
    assert outcome.code < 2
    assert len([line for line in outcome.said if "folder/n.md" in line]) <= 1
    assert not any("root:" in line or "secret" in line for line in (*outcome.lines, *outcome.said))
    monkeypatch.undo()
    assert any(line.startswith(BROKEN) for line in run("check").lines)


def test_a_folder_may_lead_out_before_it_is_listed(
    vault: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    note = vault / "folder" / "n.md"
    note.parent.mkdir()
    note.write_text("[[y]]")
    real = os.scandir

    def listing(path: str) -> object:
        if path == f"{vault}/folder/" and not note.parent.is_symlink():
            _lead_out(note)
        return real(path)

    monkeypatch.setattr(os, "scandir", listing)
    outcome = run("check")
    assert outcome.said == ["kblink: folder/n.md was not read: it leads out of the vault"]
    assert not any("secret" in line for line in outcome.lines)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: str(words[0]))
def test_a_vault_may_go_while_it_is_read(
    vault: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    def read(root: Path, entry: FileEntry) -> NoteText:
        shutil.rmtree(vault, ignore_errors=True)
        return read_note(root, entry)

    monkeypatch.setattr("kblink.changes.read_note", read)
    outcome = run(*words)
    assert outcome.code in (0, 2, 3)
    assert len(outcome.said) <= 3


def _be_a_file(root: Path) -> None:
    shutil.rmtree(root)
    root.write_text("x")


@pytest.mark.parametrize(
    ("make", "code", "said"),
    [
        (lambda root: (root / "sound.md").unlink(), 0, "There are no Markdown notes in"),
        (shutil.rmtree, 3, "does not exist"),
        (_be_a_file, 3, "is not a folder"),
    ],
    ids=["empty", "gone", "a file"],
)
@pytest.mark.parametrize("command", ["check", "stats", "index"])
def test_what_is_no_vault_is_told_in_one_line(
    vault: Path,
    run: Callable[..., Outcome],
    make: Callable[[Path], object],
    code: int,
    said: str,
    command: str,
) -> None:
    make(vault)
    outcome = run(command)
    assert outcome.code == code
    (line,) = outcome.said
    assert said in line
