"""Every command that takes a path is given bad ones: one line, and nothing is read or written that
the path should not lead to."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from sound_note import SOUND
from vault_state import state

from kblink.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bad_vault import Outcome

pytest_plugins = ("bad_vault",)

CLIMBING = [
    *("../outside/secret.md", "./../outside/secret.md", "sound.md/../../outside/secret.md"),
    *("up/outside/secret.md", "folder/secret.md", "leak.md", "again.md", "../outside/./secret.md"),
    *("/etc/passwd", "//etc/passwd", "../../../../../../../../etc/passwd", "/proc/self/environ"),
]
NOWHERE = [
    *("loop", "loop/x.md", "nowhere.md", "nowhere.md/x", "sound.md/x", "nothing"),
    *(
        "file:///etc/passwd",
        "C:\\Windows\\x.md",
        "C:/x.md",
        "\\\\server\\share\\x.md",
        "CON",
        "nul",
    ),
    *("..\\outside\\secret.md", "%2e%2e/outside/secret.md", "..%2foutside%2fsecret.md", "$HOME/x"),
    *("~nobody/x.md", "~", "-", "--", "-x", "*", "[", "#", "sound#x", "|", " ", "\n", "a\nb"),
    *("\x1b[31mred", "\u202eevil", "\udcff", "x" * 300, "x/" * 3000, "\U0001f4a9", "é" * 200),
]


@pytest.fixture
def outside(vault: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """What lies beside the vault, which is the current folder and full of ways to there."""
    folder = vault.parent / "outside"
    folder.mkdir()
    (folder / "secret.md").write_text("# Top secret\n")
    (vault / "up").symlink_to("..")
    (vault / "folder").symlink_to(folder)
    (vault / "leak.md").symlink_to(folder / "secret.md")
    (vault / "again.md").symlink_to("leak.md")
    (vault / "loop").symlink_to("loop")
    (vault / "nowhere.md").symlink_to("nothing.md")
    monkeypatch.chdir(vault)
    with open(os.devnull) as nothing:  # noqa: PTH123 - for queries that are to come from there
        monkeypatch.setattr(sys, "stdin", nothing)
        yield folder


@pytest.mark.parametrize("words", [["check"], ["links"], ["related"], ["suggest"]], ids=" ".join)
@pytest.mark.parametrize("path", [*CLIMBING, *NOWHERE], ids=lambda path: ascii(path[:30]))
def test_a_note_that_is_none_of_the_vault_is_2(
    outside: Path,
    run: Callable[..., Outcome],
    opened: list[str],
    words: list[str],
    path: str,
) -> None:
    run("index", "--quiet")
    opened.clear()
    outcome = run(*words, "--", path)
    assert (outcome.code, outcome.lines) == (2, [])
    assert outcome.said[-1].startswith("kblink: No note ")
    assert not [each for each in opened if each.startswith((str(outside), "/etc/passwd"))]


@pytest.mark.parametrize("path", [*CLIMBING, *NOWHERE], ids=lambda path: ascii(path[:30]))
def test_what_is_none_of_the_vault_is_not_moved_and_nothing_is_moved_out(
    vault: Path, outside: Path, run: Callable[..., Outcome], path: str
) -> None:
    before = (state(outside), sorted(outside.parent.iterdir()))
    outcome = run("mv", "--", path, "moved.md")
    assert (outcome.code, outcome.lines) == (2, [])
    outcome = run("mv", "--", "sound.md", path)
    assert outcome.code in ((2,) if path in CLIMBING else (0, 1, 2))
    assert (state(outside), sorted(outside.parent.iterdir())) == before
    if outcome.code != 2:
        assert run("undo").code == 0
    assert (vault / "sound.md").read_text() == SOUND


VAULTS = [*NOWHERE, "leak.md", "../outside/secret.md", "/etc/passwd", "/dev/null", "/proc/self/mem"]


@pytest.mark.parametrize("words", [["check"], ["index"], ["stats"], ["status"]], ids=" ".join)
@pytest.mark.parametrize("path", VAULTS, ids=lambda path: ascii(path[:30]))
def test_a_vault_that_is_none_is_3(
    outside: Path, capsys: pytest.CaptureFixture[str], words: list[str], path: str
) -> None:
    assert outside.is_dir()
    code = main([*words, "--vault", path])
    captured = capsys.readouterr()
    assert (code, captured.out) == (3, "")
    assert captured.err.count("\n") == 1
    assert "internal error" not in captured.err


@pytest.mark.parametrize("path", [*CLIMBING, *NOWHERE], ids=lambda path: ascii(path[:30]))
def test_what_is_neither_a_vault_nor_a_note_is_told_in_one_line(
    outside: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    assert outside.is_dir()
    code = main(["check", "--", path])
    captured = capsys.readouterr()
    assert code in (0, 2, 3)  # a note of another vault names that, where the user has named it
    assert "internal error" not in captured.err
    assert "root:" not in captured.out + captured.err


@pytest.mark.parametrize(
    "path", [*NOWHERE, "/etc/passwd", "folder", "/dev/zero"], ids=lambda path: ascii(path[:30])
)
def test_settings_that_are_none_are_2(
    outside: Path, run: Callable[..., Outcome], path: str
) -> None:
    assert outside.is_dir()
    for words in (["check"], ["index"], ["search", "x"]):
        outcome = run(*words, "--config", path)
        assert (outcome.code, outcome.lines) == (2, [])
        (line,) = outcome.said
        assert "root:" not in line


@pytest.mark.parametrize("path", [*CLIMBING, *NOWHERE], ids=lambda path: ascii(path[:30]))
def test_an_index_that_is_none_is_3_and_a_check_goes_on(
    outside: Path, run: Callable[..., Outcome], path: str
) -> None:
    assert outside.is_dir()
    for words in (
        ["status"],
        ["search", "x", "--no-refresh"],
        ["related", "sound", "--no-refresh"],
        ["suggest", "sound", "--no-refresh"],
    ):
        outcome = run(*words, "--index-dir", path)
        assert (outcome.code, outcome.lines) == (3, [])
        assert len(outcome.said) == 1
    outcome = run("check", "--index-dir", path)
    assert outcome.code == (3 if "too long" in " ".join(outcome.said) else 1)
    assert len(outcome.said) <= 1


@pytest.mark.parametrize("path", [*CLIMBING[:9], *NOWHERE], ids=lambda path: ascii(path[:30]))
def test_a_report_goes_where_it_may_or_is_2(
    vault: Path, outside: Path, run: Callable[..., Outcome], path: str
) -> None:
    before = (outside / "secret.md").read_text()
    note = (vault / "sound.md").read_text()
    outcome = run("check", "--output", f"json={path}")
    assert outcome.code in (1, 2)
    assert len(outcome.said) <= 1
    if not path.startswith(("../outside", "./../outside", "sound.md/../../")):  # named by the user
        assert (outside / "secret.md").read_text() == before
    assert (vault / "sound.md").read_text() == note


@pytest.mark.parametrize(
    "path", ["", *NOWHERE, "folder", "/etc", "/dev/zero"], ids=lambda it: ascii(it[:30])
)
def test_queries_that_are_none_are_2_or_no_lines(
    outside: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    assert outside.is_dir()
    monkeypatch.setattr("kblink.cli.queries._LIMIT", 1 << 20)
    outcome = run("search", "--queries", path)
    assert outcome.lines == []
    assert outcome.code == (0 if path == "-" else 2)
    assert len(outcome.said) <= 1


@pytest.mark.parametrize("path", [*CLIMBING, *NOWHERE, "**/" * 1000], ids=lambda it: ascii(it[:30]))
def test_a_glob_of_paths_matches_what_is_in_the_vault_or_nothing(
    outside: Path, run: Callable[..., Outcome], path: str
) -> None:
    assert outside.is_dir()
    outcome = run("search", "secret", "--path", path, "--format", "json")
    assert outcome.code == 0
    assert not any("outside" in line or "Top secret" in line for line in outcome.lines)
