"""Reading one note, whatever its bytes are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kblink.vault.read import LARGE, READ_LIMIT, NoteText, read_note
from kblink.vault.walk import walk

if TYPE_CHECKING:
    from pathlib import Path


def read(root: Path, data: bytes) -> NoteText:
    (root / "n.md").write_bytes(data)
    return read_note(root, walk(root).files[0])


def test_bom_is_dropped_and_newlines_are_kept(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbfa\r\nb\n").text == "a\r\nb\n"


def test_bytes_that_are_not_utf8_are_a_problem_that_names_the_line(tmp_path: Path) -> None:
    note = read(tmp_path, "раз\n".encode() + "два".encode("cp1251"))
    assert note.text == ""
    assert note.problem is not None
    assert note.problem.code == "undecodable-note"
    assert "line 2" in note.problem.message


def test_utf16_is_named(tmp_path: Path) -> None:
    problem = read(tmp_path, "слово".encode("utf-16")).problem
    assert problem is not None
    assert "UTF-16" in problem.message


def test_very_large_note_is_read_to_a_limit_in_whole_lines(tmp_path: Path) -> None:
    line = "ж" * 49 + "\n"
    assert not read(tmp_path, line.encode() * (LARGE // 99)).truncated
    note = read(tmp_path, line.encode() * (LARGE // 99 + 1))
    assert note.truncated
    assert note.problem is None
    assert READ_LIMIT - 99 <= len(note.text.encode()) <= READ_LIMIT
    assert note.text.endswith("\n")


def test_hash_is_of_the_bytes(tmp_path: Path) -> None:
    assert read(tmp_path, b"a").content_hash != read(tmp_path, b"b").content_hash


def test_vanished_note_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "n.md").write_text("x")
    (entry,) = walk(tmp_path).files
    (tmp_path / "n.md").unlink()
    with pytest.raises(OSError, match=r"n\.md"):
        read_note(tmp_path, entry)


def test_file_swapped_for_a_symlink_that_leads_out_is_not_read(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "n.md").write_text("x")
    (tmp_path / "secret.md").write_text("secret")
    (entry,) = walk(vault).files
    (vault / "n.md").unlink()
    (vault / "n.md").symlink_to(tmp_path / "secret.md")
    with pytest.raises(OSError, match=r"n\.md"):
        read_note(vault, entry)
