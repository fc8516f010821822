"""Obsidian's excluded files: which notes its settings exclude, and settings that are no good."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING

import pytest

from kblink.vault.walk import walk

if TYPE_CHECKING:
    from pathlib import Path

PATHS = ("a.md", "Templates/t.md", "Templates old/o.md", "notes/2024-01-31.md", "notes/x.draw.md")


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    for path in PATHS:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x")
    (root / ".obsidian").mkdir()
    return root


def excluded(vault: Path, *filters: object) -> set[str]:
    settings = {"alwaysUpdateLinks": True, "userIgnoreFilters": filters}
    (vault / ".obsidian/app.json").write_text(json.dumps(settings))
    listing = walk(vault)
    assert {file.path for file in listing.files} >= set(PATHS)
    return set(listing.excluded)


def reasons(vault: Path) -> list[str]:
    listing = walk(vault)
    assert len(listing.notes) == len(PATHS)
    assert {item.path for item in listing.skipped} <= {".obsidian/app.json"}
    return [item.reason for item in listing.skipped]


def test_plain_entry_is_the_beginning_of_a_path_in_any_case(vault: Path) -> None:
    assert excluded(vault, "templates/") == {"Templates/t.md"}
    assert excluded(vault, "Templates") == {"Templates/t.md", "Templates old/o.md"}
    assert excluded(vault, "A.MD") == {"a.md"}
    assert excluded(vault, "t.md", "/notes", "*.md", "", "  ") == set()


def test_entry_between_slashes_is_looked_for_as_an_expression(vault: Path) -> None:
    assert excluded(vault, r"/\.draw\.md$/") == {"notes/x.draw.md"}
    assert excluded(vault, r"/^NOTES\/\d{4}-/", "a.md") == {"a.md", "notes/2024-01-31.md"}
    assert excluded(vault, r"/^[^\/]+ ?[^\/]*\/[to]\.md$/") == {
        "Templates/t.md",
        "Templates old/o.md",
    }
    (vault / "Заметка 1.md").write_text("x")
    assert excluded(vault, r"/[а-я]\s\d/") == {"Заметка 1.md"}
    assert excluded(vault, "/(?<name>d)r(?:a|b)w|^A/") == {"notes/x.draw.md", "a.md"}


def test_normal_form_does_not_matter(vault: Path) -> None:
    (vault / "Чернови\u0438\u0306.md").write_text("x")
    assert excluded(vault, "чернови\u0439") == {"Чернови\u0438\u0306.md"}
    assert excluded(vault, "/ЧЕРНОВИ\u0419/") == {"Чернови\u0438\u0306.md"}


def test_no_ignore_file_takes_back_what_obsidian_excludes(vault: Path) -> None:
    (vault / ".gitignore").write_text("*\n!*/\n!*.md\n")
    assert excluded(vault, "templates/") == {"Templates/t.md"}


@pytest.mark.parametrize(
    "settings", [b"{}", b"[]", b'{"userIgnoreFilters": null}', b'{"userIgnoreFilters": []}']
)
def test_vault_without_excluded_files(vault: Path, settings: bytes) -> None:
    (vault / ".obsidian/app.json").write_bytes(settings)
    assert reasons(vault) == []


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (b"{", "the file is not JSON"),
        (b"", "the file is not JSON"),
        (b"\xff\xfe\x00", "the file is not JSON"),
        (b"[" * 100_000, "the file is not JSON"),
        (b'{"x": ' + b"9" * 5000 + b"}", "the file is not JSON"),
        (b" " * 300_000, "it is larger than 256 KiB"),
        (b'{"userIgnoreFilters": "x"}', "userIgnoreFilters is no list of strings"),
        (b'{"userIgnoreFilters": ["a.md", 1]}', "userIgnoreFilters is no list of strings"),
        (
            b'{"userIgnoreFilters": ["a"' + b',"a"' * 1000 + b"]}",
            "userIgnoreFilters has more than 1000 entries",
        ),
    ],
)
def test_settings_that_cannot_be_used_are_named(vault: Path, settings: bytes, reason: str) -> None:
    (vault / ".obsidian/app.json").write_bytes(settings)
    assert reasons(vault) == [f"Obsidian's excluded files are not heeded: {reason}"]


def test_settings_that_lead_out_of_the_vault_are_not_read(vault: Path, tmp_path: Path) -> None:
    (tmp_path / "app.json").write_text('{"userIgnoreFilters": ["a.md"]}')
    (vault / ".obsidian/app.json").symlink_to(tmp_path / "app.json")
    assert "out of the vault" in reasons(vault)[0]
    (vault / ".obsidian/app.json").unlink()
    (vault / ".obsidian").rmdir()
    (vault / ".obsidian").symlink_to(tmp_path)
    assert "out of the vault" in reasons(vault)[0]


def test_settings_that_are_a_fifo_or_a_folder_or_a_loop_are_named(vault: Path) -> None:
    settings = vault / ".obsidian/app.json"
    os.mkfifo(settings)
    assert "no regular file" in reasons(vault)[0]
    settings.unlink()
    settings.mkdir()
    assert len(reasons(vault)) == 1
    settings.rmdir()
    settings.symlink_to(settings)
    assert len(reasons(vault)) == 1


def test_broken_expression_is_named_and_the_others_are_heeded(vault: Path) -> None:
    assert excluded(vault, "/a(b/", "/draw/", "templates/") == {"notes/x.draw.md", "Templates/t.md"}
    (skipped,) = walk(vault).skipped
    assert skipped.path == ".obsidian/app.json"
    assert skipped.reason == "the expression /a(b/ is not heeded: missing ): a(b"


def test_broken_expression_is_shown_short_and_printable(vault: Path) -> None:
    excluded(vault, "/(\ud800\x1b[31m/", f"/({'x' * 500}/")
    shown = [item.reason for item in walk(vault).skipped]
    assert shown[0].startswith(r"the expression /(\ud800\x1b[31m/ is not heeded")
    assert all(reason.isprintable() and len(reason) < 140 for reason in shown)


def test_catastrophic_expression_takes_no_time(vault: Path) -> None:
    (vault / ("a" * 200 + "!")).write_text("x")
    started = time.process_time()
    assert excluded(vault, "/(a+)+$/", "/(a|aa)+$/", "/a*a*a*a*b/", "/(?:a?){30}a{30}b/") == set()
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        (r"^(?!notes\/)", "invalid perl operator: (?!"),
        ("(?=draw)", "invalid perl operator: (?="),
        ("(?<=x)draw", "invalid perl operator: (?<="),
        (r"(a)\1", r"invalid escape sequence: \1"),
        (r"\u0061", r"invalid escape sequence: \u"),
        ("a)", "unexpected ): a)"),
        ("[a", "missing ]: [a"),
        ("*a", "no argument for repetition operator: *"),
        ("a\\", "trailing \\"),
        ("[z-a]", "invalid character class range: z-a"),
        ("a{3,1}", "invalid repetition size: {3,1}"),
        ("(a{1000}){1000}", "invalid repetition size: {1000}"),
        (r"\pL{900}", "pattern too large - compile failed"),
        ("\ud800", "it is not Unicode"),
    ],
)
def test_what_cannot_be_matched_in_linear_time_or_at_all_is_named(
    vault: Path, expression: str, reason: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert excluded(vault, f"/{expression}/", "/draw/") == {"notes/x.draw.md"}
    (skipped,) = walk(vault).skipped
    assert skipped.reason.endswith(f"/ is not heeded: {reason}")
    assert capfd.readouterr() == ("", "")


def test_a_long_expression_is_not_heeded(vault: Path) -> None:
    assert excluded(vault, f"/{'t|' * 499}draw/", f"/{'draw|' * 199}draw/") == {"notes/x.draw.md"}
    (skipped,) = walk(vault).skipped
    assert skipped.reason.endswith("is not heeded: it has more than 1000 characters")


def test_an_expression_that_is_too_complex_is_named_and_later_ones_are_heeded(vault: Path) -> None:
    complex_ones = [f"/((.?){{10}}){{9}}!{number}/" for number in range(9)]
    assert excluded(vault, *complex_ones, "/draw/") == {"notes/x.draw.md"}
    named = [item.reason for item in walk(vault).skipped]
    assert named[-1] == f"the expression {complex_ones[-1]} is too complex"
    assert 0 < len(named) < 9


def test_much_that_a_matcher_must_keep_in_mind_takes_little_time(vault: Path) -> None:
    for power in range(140, 160):
        (vault / f"{3**power:b}".translate({48: "a", 49: "b"})).write_text("x")
    started = time.process_time()
    assert excluded(vault, "/(a|b)*a(a|b){120}c/", "/((((a|b)?){10}){10}){9}c/", "a.md") == {"a.md"}
    assert time.process_time() - started < 1


def test_hundreds_of_expressions_are_too_many(vault: Path) -> None:
    assert excluded(vault, *(["/draw/"] * 100)) == {"notes/x.draw.md"}
    assert excluded(vault, *(["/draw/"] * 101)) == set()
    assert "more than 100 regular expressions" in walk(vault).skipped[0].reason
