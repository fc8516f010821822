"""Which files belong to a vault."""

from __future__ import annotations

import inspect
import os
import socket
import sys
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


def test_path_that_is_too_long_for_the_system_is_skipped(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "x/b.md")
    deep = Path(*["d" * 200] * 15)
    (tmp_path / deep).mkdir(parents=True)
    handle = os.open(tmp_path / deep, os.O_RDONLY)
    try:  # below it, paths are longer than the system takes
        for _ in range(8):
            os.mkdir("e" * 200, dir_fd=handle)
            inner = os.open("e" * 200, os.O_RDONLY, dir_fd=handle)
            os.close(handle)
            handle = inner
    finally:
        os.close(handle)
    listing = walk(tmp_path)
    assert [file.path for file in listing.files] == ["a.md", "x/b.md"]
    assert "folder not read" in listing.skipped[0].reason


def test_folders_may_be_nested_deeper_than_functions(tmp_path: Path) -> None:
    deep = "d/" * 150
    write(tmp_path, deep + "a.md")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 100)
    try:
        assert notes(tmp_path) == [deep + "a.md"]
    finally:
        sys.setrecursionlimit(limit)


def test_folder_whose_name_is_not_utf8_is_named_once(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    folder = os.fsencode(tmp_path) + b"/bad\xff"
    os.mkdir(folder)  # noqa: PTH102 - pathlib takes no bytes
    for name in (b"/a.md", b"/b.md"):
        os.close(os.open(folder + name, os.O_CREAT))
    listing = walk(tmp_path)
    assert [file.path for file in listing.files] == ["a.md"]
    assert [(item.path, item.reason) for item in listing.skipped] == [
        ("bad\\xff", "the folder's name is not UTF-8")
    ]


def test_names_that_differ_only_in_case_or_normal_form_are_all_listed(tmp_path: Path) -> None:
    names = {"note.md", "Note.md", "\u0439.md", "\u0438\u0306.md"}
    write(tmp_path, *names)
    if len(os.listdir(tmp_path)) < len(names):  # noqa: PTH208 - names, not paths
        pytest.skip("the file system takes some of the names for one")
    assert set(paths(tmp_path)) == names


def test_symlink_loops_are_borne(tmp_path: Path) -> None:
    write(tmp_path, "a/b.md")
    (tmp_path / "a/up").symlink_to("..")
    (tmp_path / "self.md").symlink_to("self.md")
    (tmp_path / "one.md").symlink_to("two.md")
    (tmp_path / "two.md").symlink_to("one.md")
    assert paths(tmp_path) == ["a/b.md"]


def test_sockets_are_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.md")
        (tmp_path / "t.md").symlink_to("s.md")
        assert paths(tmp_path) == []


def test_hidden_folders_are_walked_when_asked_for_but_never_those_of_programs(
    tmp_path: Path,
) -> None:
    write(tmp_path, "a.md", ".claude/b.md", ".hidden/deep/c.md", "x/.d/e.md", ".dot.md")
    write(tmp_path, ".git/g.md", ".obsidian/o.md", ".kblink/k.md", ".trash/t.md", "x/.Git/h.md")
    listing = walk(tmp_path, hidden_folders=True)
    assert [file.path for file in listing.notes] == [
        ".claude/b.md",
        ".hidden/deep/c.md",
        "a.md",
        "x/.d/e.md",
    ]
    (tmp_path / ".gitignore").write_text(".hidden/\n")
    assert walk(tmp_path, hidden_folders=True).excluded == {".hidden/deep/c.md"}


def test_index_folder_is_no_part_however_it_is_named(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    write(vault, "a.md", ".cache/i.md", "index/i.md", "sub/index/j.md", "2/k.md")
    (tmp_path / "vault2").mkdir()
    (tmp_path / "link").symlink_to(vault)

    def listed(leave_out: Path, root: Path = vault) -> list[str]:
        return [file.path for file in walk(root, leave_out=leave_out, hidden_folders=True).files]

    rest = ["2/k.md", "a.md", "sub/index/j.md"]
    assert listed(vault / "index") == [".cache/i.md", *rest]
    assert listed(vault / ".cache") == ["2/k.md", "a.md", "index/i.md", "sub/index/j.md"]
    assert listed(vault / "index", tmp_path / "link") == [".cache/i.md", *rest]
    assert len(listed(tmp_path / "vault2")) == 5


def test_missing_vault_and_a_file_for_a_vault(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    with pytest.raises(VaultError, match="does not exist"):
        walk(tmp_path / "none")
    with pytest.raises(VaultError, match="is not a folder"):
        walk(tmp_path / "a.md")
