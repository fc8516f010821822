"""What an edit is computed from: the text that is read, and the digest of all bytes."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from kblink.vault.read_for_edit import read_for_edit

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_text_has_no_bom_and_the_digest_is_of_the_file(tmp_path: Path) -> None:
    data = "\ufeffтекст\r\n".encode()
    (tmp_path / "a.md").write_bytes(data)
    assert read_for_edit(tmp_path, "a.md") == ("текст\r\n", sha256(data).hexdigest())


def test_of_a_large_file_the_digest_is_of_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kblink.vault.read.LARGE", 50)
    monkeypatch.setattr("kblink.vault.read.READ_LIMIT", 20)
    data = b"0123456789\n" * 9
    (tmp_path / "a.md").write_bytes(data)
    assert read_for_edit(tmp_path, "a.md") == ("0123456789\n", sha256(data).hexdigest())


def test_a_symlink_is_not_edited_for_itself(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"x")
    (tmp_path / "b.md").symlink_to("a.md")
    assert read_for_edit(tmp_path, "b.md") is None
