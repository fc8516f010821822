"""What a file may be called: each note is found under its own name, whatever that is."""

from __future__ import annotations

import json
import os
import unicodedata
from typing import TYPE_CHECKING

import pytest

from kblink.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bad_vault import Outcome

pytest_plugins = ("bad_vault",)

LETTERS = [
    *(
        "Заметка",
        "Ёлка",
        "日本語のノート",
        "中文",
        "한국어",
        "हिन्दी",
        "ไทย",
        "עברית",
        "العربية",
        "Ελλάς",
    ),
    *(
        "ǅungla",
        "İstanbul",
        "straße",
        "ﬁn",
        "Å",
        "à́̂",
        "é\u0301",
        "\U0001f469\u200d\U0001f4bb",
        "\U0001f4a9",
    ),
    *("\U00020000", "\ue000", "\uffff", "a\u200bb", "a\u00adb", "\ufeffbom", "\u2060", "\u3164"),
]
NORMAL_FORMS = [
    unicodedata.normalize(form, name) for form in ("NFC", "NFD") for name in ("й", "café", "가")
]
CASES = ["case", "Case", "CASE", "Регистр", "регистр", "ß", "SS", "ı", "I"]
BLANKS = [
    " ",
    " a",
    "a ",
    "a  b",
    "\ta",
    "a\nb",
    "a\r\nb",
    "a\u00a0b",
    "a\u2028b",
    "a\x85b",
    "\u3000",
]
CONTROLS = ["\x1b[31mred", "\x9b2J", "\x07", "\x7f", "\u202eevil", "\u2066x\u2069", "\x08\x08"]
MARKS = [
    *(
        "-x",
        "--help",
        "--",
        "'",
        '"',
        "a'b",
        'a"b',
        "`a`",
        "\\",
        "a\\",
        "*",
        "a?",
        "%41",
        "%",
        "&amp;",
    ),
    *(
        "<b>",
        "{{a}}",
        "$HOME",
        "~",
        "~root",
        "!",
        "a;b",
        "a:b",
        "a,b",
        "(a)",
        "(",
        "$(x)",
        "@",
        "=",
    ),
    *(
        "[[x]]",
        "[",
        "]]",
        "a|b",
        "a#b",
        "#",
        "a^b",
        "^",
        "![[x]]",
        "%%",
        "[a](b)",
        "<!-- -->",
        "a\\|b",
    ),
    *("CON", "nul", "con.txt", "a.md", "a.", "index", "README", "n" * 252),
]
NAMES = [*LETTERS, *NORMAL_FORMS, *CASES, *BLANKS, *CONTROLS, *MARKS]


@pytest.fixture
def named(vault: Path) -> list[str]:
    """Notes of all these names, each with a link that is broken; their paths."""
    paths = [f"{name}.md" for name in dict.fromkeys(NAMES)]
    for path in paths:
        (vault / path).write_text("[[missing]]\n", "utf-8")
    if len(list(vault.iterdir())) < len(paths) + 1:
        pytest.skip("the file system takes some of the names for one")
    return paths


def test_the_broken_link_of_every_note_is_reported(
    named: list[str], check: Callable[[], Outcome]
) -> None:
    outcome = check()
    assert sum("error broken-note" in line for line in outcome.lines) == len(named) + 1
    assert outcome.said == []


def test_programs_get_every_path_as_it_is(
    named: list[str], vault: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    main(["check", "--vault", str(vault), "--format", "json"])
    findings = json.loads(capsysbinary.readouterr().out)["findings"]
    broken = [each["path"] for each in findings if each["code"] == "broken-note"]
    assert sorted(broken) == sorted([*named, "sound.md"])


def test_every_note_can_be_named(named: list[str], run: Callable[..., Outcome]) -> None:
    for path in named:
        outcome = run("links", "--format", "json", "--", path)
        assert outcome.code == 0, path
        assert json.loads("\n".join(outcome.lines))["path"] == path


def test_links_lead_to_names_that_a_link_can_write(
    named: list[str], vault: Path, run: Callable[..., Outcome]
) -> None:
    names = [*LETTERS, *NORMAL_FORMS, *CASES, "a'b", 'a"b', "%41", "&amp;", "<b>", "(", "a:b", "-x"]
    assert {f"{name}.md" for name in names} <= {*named}
    (vault / "sound.md").write_text("\n\n".join(f"[[{name}]]" for name in names), "utf-8")
    outcome = run("check", "--format", "json", "--all-links", "sound")
    links = json.loads("\n".join(outcome.lines))["links"]
    for name, link in zip(names, links, strict=True):
        assert link["raw"] == f"[[{name}]]"
        assert link["status"] in ("ok", "ambiguous"), name
        found = link["target"]["path"]
        assert unicodedata.normalize("NFC", found) == unicodedata.normalize("NFC", f"{name}.md")


def test_a_name_that_begins_with_a_dot_is_hidden(vault: Path, check: Callable[[], Outcome]) -> None:
    for name in ("..md", ".md", "...md", ".hidden.md"):
        (vault / name).write_text("[[missing]]")
    assert sum("broken-note" in line for line in check().lines) == 1


def test_a_name_that_is_not_utf8_is_said(vault: Path, check: Callable[[], Outcome]) -> None:
    for name in (b"bad\xff.md", b"\xed\xa0\x80.md", b"\xc0\xae.md"):
        os.close(os.open(os.fsencode(vault) + b"/" + name, os.O_CREAT))
    os.mkdir(os.fsencode(vault) + b"/bad\xff")  # noqa: PTH102 - pathlib takes no bytes
    assert sorted(check().said) == [
        "kblink: \\xc0\\xae.md: the file's name is not UTF-8",
        "kblink: \\xed\\xa0\\x80.md: the file's name is not UTF-8",
        "kblink: bad\\xff.md: the file's name is not UTF-8",
        "kblink: bad\\xff: the folder's name is not UTF-8",
    ]


def test_folders_may_be_called_anything_too(vault: Path, check: Callable[[], Outcome]) -> None:
    names = [name for name in dict.fromkeys(NAMES) if name != "n" * 252]
    for name in names:
        (vault / f"{name}.md").mkdir()
        (vault / f"{name}.md" / "note.md").write_text("[[missing]]\n")
    if len(list(vault.iterdir())) < len(names) + 1:
        pytest.skip("the file system takes some of the names for one")
    assert sum("error broken-note" in line for line in check().lines) == len(names) + 1


def test_a_path_of_4_000_bytes_is_read(vault: Path, check: Callable[[], Outcome]) -> None:
    handle = os.open(vault, os.O_RDONLY)
    for _ in range((4_000 - len(os.fsencode(vault))) // 241):
        os.mkdir("d" * 240, dir_fd=handle)
        inner = os.open("d" * 240, os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = inner
    note = os.open("n.md", os.O_CREAT | os.O_WRONLY, dir_fd=handle)
    os.write(note, b"[[x]]")
    os.close(note)
    os.close(handle)
    outcome = check()
    assert any(line.endswith("n.md:1:1: error broken-note no note 'x'") for line in outcome.lines)
