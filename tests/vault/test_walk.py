"""Which files belong to a vault."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kblink.errors import VaultError
from kblink.vault.walk import walk


def write(root: Path, *paths: str, text: str = "x") -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")


def paths(root: Path, *exclude: str) -> list[str]:
    return [file.path for file in walk(root, exclude).files]


def notes(root: Path, *exclude: str) -> list[str]:
    return [file.path for file in walk(root, exclude).notes]


def test_notes_and_attachments_sorted_by_path(tmp_path: Path) -> None:
    write(tmp_path, "b.md", "a/c.markdown", "a/p.png", "Заметка.MD")
    assert paths(tmp_path) == ["a/c.markdown", "a/p.png", "b.md", "Заметка.MD"]
    assert notes(tmp_path) == ["a/c.markdown", "b.md", "Заметка.MD"]


def test_dot_folders_and_dot_files_are_no_part(tmp_path: Path) -> None:
    write(tmp_path, "a.md", ".trash/b.md", "x/.hidden/c.md", ".d.md")
    assert paths(tmp_path) == ["a.md"]


def test_gitignored_notes_are_excluded_but_listed_as_targets(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "out/b.md", "drafts/c.md", "drafts/keep.md", "x/drafts/d.md")
    (tmp_path / ".gitignore").write_text("out/\n/drafts/*\n!keep.md\n")
    assert notes(tmp_path) == ["a.md", "drafts/keep.md", "x/drafts/d.md"]
    assert walk(tmp_path).excluded == {"out/b.md", "drafts/c.md"}


def test_deeper_gitignore_has_the_last_word(tmp_path: Path) -> None:
    write(tmp_path, "a/x.md", "b/x.md")
    (tmp_path / ".gitignore").write_text("x.md\n")
    (tmp_path / "b/.gitignore").write_text("!x.md\n")
    assert notes(tmp_path) == ["b/x.md"]


def test_patterns_of_the_user(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "templates/t.md")
    assert notes(tmp_path, "templates/") == ["a.md"]


def test_symlinks_lead_nowhere_outside(tmp_path: Path) -> None:
    vault, outside = tmp_path / "vault", tmp_path / "outside"
    write(vault, "a.md", "folder/b.md")
    write(outside, "secret.md")
    (vault / "file.md").symlink_to(outside / "secret.md")
    (vault / "dir").symlink_to(outside)
    (vault / "loop").symlink_to(vault)
    (vault / "dangling.md").symlink_to(vault / "none.md")
    (vault / "inner.md").symlink_to(vault / "folder/b.md")
    assert paths(vault) == ["a.md", "folder/b.md", "inner.md"]


def test_size_and_time(tmp_path: Path) -> None:
    write(tmp_path, "a.md", text="да")
    os.utime(tmp_path / "a.md", ns=(1, 1_500_000_000_123_456_789))
    (file,) = walk(tmp_path).files
    assert (file.size, file.mtime_ns) == (4, 1_500_000_000_123_456_789)


def test_name_that_is_not_utf8_is_skipped_with_a_reason(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    os.close(os.open(os.fsencode(tmp_path) + b"/bad\xff.md", os.O_CREAT))
    listing = walk(tmp_path)
    assert [file.path for file in listing.files] == ["a.md"]
    assert [(item.path, item.reason) for item in listing.skipped] == [
        ("bad\\xff.md", "the file's name is not UTF-8")
    ]


def test_fifo_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    assert paths(tmp_path) == []


def test_unreadable_folder_is_skipped_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a.md", "locked/b.md")
    scandir = os.scandir

    def refuse(path: Path) -> object:  # root may read anything, so the refusal is played
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    listing = walk(tmp_path)
    assert [file.path for file in listing.files] == ["a.md"]
    assert listing.skipped[0].path == "locked"


def test_missing_vault_and_a_file_for_a_vault(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    with pytest.raises(VaultError, match="does not exist"):
        walk(tmp_path / "none")
    with pytest.raises(VaultError, match="is not a folder"):
        walk(tmp_path / "a.md")
