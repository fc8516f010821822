"""A `kblink.toml` that came with a vault: it is data, and told in one line where it is no good."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
from sound_note import BROKEN

from kblink.config.read import key_of
from kblink.config.settings import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bad_vault import Outcome

pytest_plugins = ("bad_vault",)

SETTINGS = {
    "other bytes": b"\xff\xfe",
    "UTF-16": "[check]".encode("utf-16"),
    "NUL": b"[check]\0",
    "unknown key with escapes": b'[check.severity]\n"\\u001b[31m" = "error"\n',
    "key of 100 KB": b"[" + b"x" * 100_000 + b"]",
    "wrong types": b"[links]\nfolder-notes = 1\n",
    "no TOML": b"[[[",
    "nested 50,000 deep": b"a = " + b"[" * 50_000,
    "tables 5,000 deep": b"[" + b"a." * 5_000 + b"a]",
    "a value of 100 KB": b'[check]\nprofile = "' + b"x" * 100_000 + b'"',
    "a number of 10,000 digits": b"[check]\nprofile = " + b"9" * 10_000,
    "a megabyte": b"#\n" * 500_000,
}


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("command", ["check", "stats", "index", "status"])
def test_hostile_settings_are_2_in_one_short_line(
    vault: Path, run: Callable[..., Outcome], name: str, command: str
) -> None:
    (vault / "kblink.toml").write_bytes(SETTINGS[name])
    outcome = run(command)
    assert outcome.code == 2
    assert outcome.lines == []
    (line,) = outcome.said
    assert line.isprintable()
    assert len(line) < len(str(vault)) + 400


# --- patterns -------------------------------------------------------------------------------------

MEANINGLESS = [
    *("", " ", "!", "/", "//", "!/", "#", "# a", "[", "[a", "[!", "[[:", "[\\", "[a-", "a\\", "\\"),
    *("[a" * 200, "x" * 501, "x" * 100_000, "*" * 100_000),
]
HARMLESS = [
    *(
        "!!",
        "[]",
        "[z-a]",
        "[[:nothing:]]",
        "a\0b",
        "\0",
        "a\nb",
        "../",
        "../**",
        "/etc/**",
        "{a,b}",
    ),
    *("(?:", "(a+)+$", "**/" * 150, "*a" * 240, "!" * 400, "[!a]" * 100, "?" * 400, "\U0001f4a9"),
]


@pytest.mark.parametrize("pattern", MEANINGLESS, ids=lambda pattern: repr(pattern[:20]))
def test_a_pattern_that_names_nothing_is_2(
    vault: Path, run: Callable[..., Outcome], pattern: str
) -> None:
    (vault / "kblink.toml").write_text(
        f"[vault]\nexclude = ['draft', {json.dumps(pattern, ensure_ascii=False)}]\n", "utf-8"
    )
    outcome = run("check")
    assert (outcome.code, outcome.lines) == (2, [])
    (line,) = outcome.said
    assert "kblink.toml:2: vault.exclude holds" in line
    assert len(line) < len(str(vault)) + 200


@pytest.mark.parametrize("pattern", HARMLESS, ids=lambda pattern: repr(pattern[:20]))
def test_any_other_pattern_is_heeded_and_excludes_no_more_than_it_says(
    vault: Path, check: Callable[[], Outcome], pattern: str
) -> None:
    (vault / "kblink.toml").write_text(
        f"[vault]\nexclude = ['draft', {json.dumps(pattern, ensure_ascii=False)}]\n", "utf-8"
    )
    assert check().said == []


@pytest.mark.parametrize("pattern", ["*", "**", "/**", "**/*", "*.md", "/*", "?*", "[!/]*"])
def test_that_all_notes_are_excluded_is_said(
    vault: Path, run: Callable[..., Outcome], pattern: str
) -> None:
    (vault / "folder").mkdir()
    (vault / "folder" / "n.md").write_text("[[x]]")
    (vault / "kblink.toml").write_text(f"[vault]\nexclude = ['{pattern}']\n", "utf-8")
    for command in ("check", "index", "stats"):
        outcome = run(command)
        assert outcome.code == 0
        assert outcome.said == [f"kblink: All Markdown notes in {vault} are excluded."]


@pytest.mark.parametrize("pattern", [*MEANINGLESS[:18], *HARMLESS], ids=lambda it: repr(it[:20]))
@pytest.mark.parametrize("file", [".gitignore", ".kblinkignore"])
def test_an_ignore_file_may_hold_any_line(
    vault: Path, run: Callable[..., Outcome], pattern: str, file: str
) -> None:
    (vault / file).write_text(f"draft\n{pattern}\n", "utf-8")
    outcome = run("check")
    assert any(line.startswith(BROKEN) for line in outcome.lines)
    assert outcome.said == []


# --- every key ------------------------------------------------------------------------------------

VALUES = [
    *("'$(touch pwned)'", "'; touch pwned'", "'/etc/passwd'", "'file:///etc/passwd'", "'~/.ssh'"),
    *("'https://example.org/model'", "'../outside'", "['../outside/secret.md']", "['/etc/**']"),
    *("true", "false", "0", "-1", "1e999", "nan", "2024-01-01", "[]", "{}", "[{a = 1}]", "''"),
    *("{broken-note = 'off'}", "{broken-note = '$(touch pwned)'}", "[[]]", "'obsidian'", "'error'"),
]
KEYS = [f"{section}.{key_of(item)}" for section, kind in SECTIONS.items() for item in fields(kind)]


@pytest.mark.parametrize("key", KEYS)
def test_no_value_of_a_key_makes_a_process_a_connection_or_a_read_outside(
    vault: Path, run: Callable[..., Outcome], opened: list[str], key: str
) -> None:
    outside = vault.parent / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("[[secret]]")
    for value in VALUES:
        (vault / "kblink.toml").write_text(f"{key} = {value}\n")
        opened.clear()
        for command in ("check", "index"):
            outcome = run(command)
            assert outcome.code in (0, 1, 2)
            assert not any("secret" in line for line in outcome.lines)
        read = [path for path in opened if not path.startswith((str(vault), "/usr", "/proc"))]
        assert not [path for path in read if path.startswith((str(outside), "/etc", "subprocess"))]
        assert "socket.connect" not in read
    assert not (vault / "pwned").exists()
