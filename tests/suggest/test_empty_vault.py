"""Vaults with nothing to suggest from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fake_encoder import HashingEncoder

from kblink import Vault

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("files", [{}, {"empty.md": ""}, {"1.md": "---\ntags: [a]\n---\n"}])
def test_where_nothing_is_written_nothing_is_suggested(
    tmp_path: Path, files: dict[str, str]
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    vault = Vault(tmp_path, encoder=HashingEncoder())
    assert vault.duplicates() == []
    assert [each.path for each in vault.orphans()] == [*files]
    assert all(each.rescuers == () for each in vault.orphans())
    assert vault.suggest_tags().refusal
