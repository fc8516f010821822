"""The file of settings: found in the vault, and never trusted."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from kblink.config import Config
from kblink.errors import ConfigError
from kblink.vault.settings_file import load_config

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = "[links]\naliases-resolve = true\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    return folder


def error_of(root: Path, file: Path | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config(root, file)
    assert "\n" not in caught.value.message
    return caught.value.message


def test_a_vault_without_the_file_has_the_defaults(root: Path) -> None:
    assert load_config(root) == Config()


@pytest.mark.parametrize("data", [SETTINGS.encode(), SETTINGS.replace("\n", "\r\n").encode()])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
def test_a_bom_and_carriage_returns_are_fine(root: Path, start: bytes, data: bytes) -> None:
    (root / "kblink.toml").write_bytes(start + data)
    assert load_config(root).links.aliases_resolve


def test_what_is_not_utf8_is_told_with_its_line(root: Path) -> None:
    (root / "kblink.toml").write_bytes(b"[vault]\n# \xff\n")
    assert error_of(root) == f"{root / 'kblink.toml'}:2: not UTF-8."


def test_a_folder_in_its_place_is_an_error(root: Path) -> None:
    (root / "kblink.toml").mkdir()
    assert "cannot be read: Is a directory" in error_of(root)


def test_a_file_of_100_mb_is_not_read(root: Path) -> None:
    with (root / "kblink.toml").open("wb") as file:
        file.truncate(100_000_000)
    assert "larger than 128 KiB" in error_of(root)


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in folders")
def test_a_pipe_in_its_place_is_not_waited_for(root: Path) -> None:
    os.mkfifo(root / "kblink.toml")
    assert "no regular file" in error_of(root)


def test_a_symlink_out_of_the_vault_is_not_followed(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "other.toml"
    outside.write_text("secret = 1")
    (root / "kblink.toml").symlink_to(outside)
    message = error_of(root)
    assert "leads out of the vault" in message
    assert "secret" not in message
    outside.write_text(SETTINGS)
    assert load_config(root, root / "kblink.toml").links.aliases_resolve


@pytest.mark.parametrize("target", ["nowhere.toml", "kblink.toml", "/dev/zero"])
def test_a_symlink_to_nothing_good_is_an_error(root: Path, target: str) -> None:
    (root / "kblink.toml").symlink_to(target)
    assert "symlink" in error_of(root)


def test_a_symlink_inside_the_vault_is_followed(root: Path) -> None:
    (root / "settings.toml").write_text(SETTINGS)
    (root / "kblink.toml").symlink_to("settings.toml")
    assert load_config(root).links.aliases_resolve


def test_a_named_file_must_be_there(root: Path) -> None:
    assert "cannot be read: No such file" in error_of(root, root / "none.toml")


# --- patterns -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[vault]\nexclude = ['ok/', '[a']", ":2: vault.exclude holds '[a', which matches nothing"),
        ("[vault]\nexclude = ['']", ":2: vault.exclude holds '', which matches nothing"),
        (
            "[[check.override]]\npath = 'a\\'\nseverity = {}",
            r":2: check.override[1].path holds 'a\\', which matches nothing",
        ),
        (f"[vault]\nexclude = ['{'x' * 501}']", ":2: vault.exclude holds a pattern of more than"),
        (f"[vault]\nexclude = {['x'] * 501}", ":2: vault.exclude holds more than 500 patterns"),
    ],
)
def test_a_pattern_that_cannot_be_meant_is_an_error(root: Path, text: str, message: str) -> None:
    (root / "kblink.toml").write_text(text)
    assert message in error_of(root)


def test_patterns_of_gitignore_are_fine(root: Path) -> None:
    (root / "kblink.toml").write_text(
        "[vault]\nexclude = ['templates/', '*.draft.md', '!keep.draft.md', '/a/**/b', '[a-z]?.md']"
    )
    assert len(load_config(root).vault.exclude) == 5
