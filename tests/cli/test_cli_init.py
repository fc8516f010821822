"""`kblink init`: a commented kblink.toml, with the profile that the vault is kept with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kblink.config import Config
from kblink.config.profiles import profile_config
from kblink.vault.settings_file import load_config

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli_fixtures import Outcome

pytest_plugins = ("cli_fixtures",)


def mark(root: Path, path: str, text: str = "") -> None:
    file = root / path
    if path.endswith("/"):
        file.mkdir(parents=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def test_it_writes_settings_that_change_nothing(vault: Path, run: Callable[..., Outcome]) -> None:
    done = run("init")
    file = vault / "kblink.toml"
    assert (done.code, done.out, done.err) == (0, f"{file}: profile obsidian\n", "")
    assert load_config(vault) == Config()
    assert "#aliases-resolve = false" in file.read_text("utf-8")
    assert sorted(path.name for path in vault.iterdir() if path.is_file()) == [
        "Home.md",
        "kblink.toml",
    ]


def test_the_vault_is_the_one_around_the_folder(
    vault: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(vault, ".obsidian/")
    monkeypatch.chdir(vault / "models")
    done = run("init", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert (vault / "kblink.toml").exists()


def test_the_vault_can_be_named(tmp_path: Path, run: Callable[..., Outcome]) -> None:
    assert run("init", str(tmp_path)).code == 0
    assert (tmp_path / "kblink.toml").exists()


@pytest.mark.parametrize(
    ("path", "text", "profile"),
    [
        (".obsidian/", "", "obsidian"),
        (".foam/", "", "foam"),
        (".vscode/settings.json", '{"foam.edit.linkReferenceDefinitions": "off"}', "foam"),
        (".marksman.toml", "", "marksman"),
    ],
)
def test_the_program_is_told_by_what_it_leaves(
    vault: Path, run: Callable[..., Outcome], path: str, text: str, profile: str
) -> None:
    mark(vault, path, text)
    assert run("init").out == f"{vault / 'kblink.toml'}: profile {profile}, since there is {path}\n"
    assert load_config(vault).check.profile == profile
    assert f'\nprofile = "{profile}"' in (vault / "kblink.toml").read_text("utf-8")


def test_an_editor_without_foam_tells_nothing(vault: Path, run: Callable[..., Outcome]) -> None:
    mark(vault, ".vscode/settings.json", '{"editor.fontFamily": "foam"}')
    assert run("init").out.endswith("profile obsidian\n")


def test_settings_of_an_editor_outside_of_the_vault_are_not_read(
    vault: Path, tmp_path: Path, run: Callable[..., Outcome]
) -> None:
    mark(tmp_path, "outside/settings.json", '{"foam.x": 1}')
    (vault / ".vscode").symlink_to(tmp_path / "outside")
    assert run("init").out.endswith("profile obsidian\n")


def test_a_profile_that_is_named_goes_first(vault: Path, run: Callable[..., Outcome]) -> None:
    mark(vault, ".obsidian/")
    assert run("init", "--profile", "github").out.endswith("profile github\n")
    assert load_config(vault) == profile_config("github")


def test_a_program_is_told_the_same(vault: Path, run: Callable[..., Outcome]) -> None:
    mark(vault, ".foam/")
    assert run("init", "--format", "json").document() == {
        "schema": "kblink/init/1",
        "path": str(vault / "kblink.toml"),
        "profile": "foam",
        "mark": ".foam/",
    }


@pytest.mark.parametrize("kind", ["file", "folder", "dangling symlink"])
def test_what_is_there_is_left_as_it_is(
    vault: Path, run: Callable[..., Outcome], kind: str
) -> None:
    file = vault / "kblink.toml"
    if kind == "file":
        file.write_text("mine")
    elif kind == "folder":
        file.mkdir()
    else:
        file.symlink_to("nowhere")
    before = sorted(vault.iterdir())
    done = run("init")
    assert done.code == 2
    assert done.err == f"kblink: {file} is there already. Edit it, or move it away first.\n"
    assert sorted(vault.iterdir()) == before
    assert kind != "file" or file.read_text() == "mine"


def test_without_hard_links_it_is_written_all_the_same(
    vault: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("pathlib.Path.hardlink_to", refuse)
    assert run("init").code == 0
    assert load_config(vault) == Config()
    assert run("init").code == 2


def test_a_folder_that_cannot_be_written_is_one_line(
    vault: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    done = run("init")
    assert done.code == 3
    assert (
        done.err == f"kblink: {vault / 'kblink.toml'} cannot be written: Read-only file system.\n"
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--profile", "zettlr"], 2),
        (["--config", "other.toml"], 2),
        ([".", "--vault", "."], 2),
        (["nowhere"], 3),
    ],
)
def test_wrong_words_write_nothing(
    vault: Path, run: Callable[..., Outcome], words: list[str], code: int
) -> None:
    done = run("init", *words)
    assert done.code == code
    assert done.err.count("\n") == 1
    assert not (vault / "kblink.toml").exists()


def test_a_wrong_file_ends_every_command_with_its_line(
    vault: Path, run: Callable[..., Outcome]
) -> None:
    (vault / "kblink.toml").write_text("[links]\npath-sufix = true\n")
    done = run("check")
    assert done.code == 2
    assert done.err == (
        f"kblink: {vault / 'kblink.toml'}:2: unknown key 'links.path-sufix'. "
        "Did you mean 'links.path-suffix'?\n"
    )
