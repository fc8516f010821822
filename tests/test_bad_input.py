"""What a vault may be made of: nothing in it ends a run, and the sound notes are checked all the
same. Each bad thing stands in a vault of its own beside one sound note with one broken link."""

# mypy: disable-error-code="func-returns-value, no-untyped-call"
# Tables of lambdas that change files: what they return is nothing, and nobody asks.

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fake_encoder import HashingEncoder

from kblink import Vault
from kblink.cli.main import main
from kblink.vault.read import read_note

if TYPE_CHECKING:
    from collections.abc import Callable

    from kblink.model import FileEntry
    from kblink.vault.read import NoteText

SOUND = "# Sound\n\n[[missing]]\n"
BROKEN = "sound.md:3:1: error broken-note no note 'missing'"


@dataclass(frozen=True)
class Outcome:
    """What a run of kblink gave; `said` are the lines on stderr but for the verdict."""

    code: int
    lines: list[str]
    said: list[str]

    def found_in(self, path: str) -> list[str]:
        """The findings on a note: place, severity, code."""
        return [" ".join(line.split()[:3]) for line in self.lines if line.startswith(f"{path}:")]


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    root.mkdir()
    (root / "sound.md").write_text(SOUND)
    return root


@pytest.fixture
def run(vault: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run a command on the vault; whatever is in it, no command ends in a fault of its own."""

    def run_kblink(*words: str) -> Outcome:
        code = main([*(words or ("check",)), "--vault", str(vault)])
        captured = capsys.readouterr()
        assert code in (0, 1, 2, 3), captured.err
        assert "Traceback" not in captured.err
        assert "\x1b" not in captured.out + captured.err
        said = captured.err.splitlines()
        return Outcome(code, captured.out.splitlines(), said[: -1 if code < 2 else None])

    return run_kblink


@pytest.fixture
def check(run: Callable[..., Outcome]) -> Callable[[], Outcome]:
    """Check the vault, count it, and list the links of the sound note, whose one is reported."""

    def check_all() -> Outcome:
        outcome = run("check")
        assert outcome.code == 1
        assert any(line.startswith(BROKEN) for line in outcome.lines)
        for words in (["stats"], ["links", "sound"], ["check", "--format", "rich"]):
            assert run(*words).code in (0, 1)
        return outcome

    return check_all


# --- what stands in a note ------------------------------------------------------------------------

UNDECODABLE = ["n.md:1:1: error undecodable-note"]
NO_YAML = ["n.md:1:1: warning invalid-front-matter"]
BYTES = {
    "latin-1": ("café [[x]]".encode("latin-1"), UNDECODABLE),
    "cp1251": ("два [[x]]".encode("cp1251"), UNDECODABLE),
    "UTF-16": ("два [[x]]".encode("utf-16"), UNDECODABLE),
    "UTF-16, big end first": ("\ufeffдва [[x]]".encode("utf-16-be"), UNDECODABLE),
    "UTF-16 without BOM": ("Это заметка, и в ней [[x]].\n".encode("utf-16-le"), UNDECODABLE),
    "UTF-16, big end first, without BOM": (
        b"".join((b"\0", b"\0".join((b"a", b"b")))),
        UNDECODABLE,
    ),
    "lone surrogates": (b"a \xed\xa0\x80 [[x]]", UNDECODABLE),
    "bytes of no encoding": (bytes(range(256)) * 4, UNDECODABLE),
    "UTF-8 cut short": ("[[x]] д".encode()[:-1], UNDECODABLE),
    "BOM": (b"\xef\xbb\xbf[[x]]", ["n.md:1:1: error broken-note"]),
    "two BOMs": (b"\xef\xbb\xbf\xef\xbb\xbf[[x]]", ["n.md:1:2: error broken-note"]),
    "NUL": (b"a\0 [[x]]", ["n.md:1:4: error broken-note"]),
    "NUL in a heading": (b"# \0 [[x]]", ["n.md:1:5: error broken-note"]),
    "CRLF": (b"a\r\n[[x]]\r\n", ["n.md:2:1: error broken-note"]),
    "lone CR": (b"a\r[[x]]\r", ["n.md:2:1: error broken-note"]),
    "mixed line ends": (b"a\n\rb\r\n\r[[x]]", ["n.md:5:1: error broken-note"]),
    "empty": (b"", []),
    "blanks": (b" \t\r\n\x0b\x0c\n", []),
    "broken YAML": (b"---\na: [\n---\n[[x]]", [*NO_YAML, "n.md:4:1: error broken-note"]),
    "YAML that never ends": (b"---\na: b\n[[x]]\n", ["n.md:3:1: error broken-note"]),
    "YAML bomb of aliases": (
        b"---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n[[x]]",
        [*NO_YAML, "n.md:6:1: error broken-note"],
    ),
    "YAML merged into itself": (b"---\na: &a {<<: *a}\n---\n", NO_YAML),
    "YAML nested 50,000 deep": (b"---\na: " + b"[" * 50_000 + b"\n---\n", NO_YAML),
    "YAML of 400 KB": (b"---\n" + b"a: b\n" * 80_000 + b"---\n", NO_YAML),
    "YAML that makes objects": (
        b"---\na: !!python/object/apply:os.mkdir [pwned]\n---\n",
        NO_YAML,
    ),
    "YAML with a list for a key": (b"---\n? [a]\n: b\n---\n", NO_YAML),
    "YAML with a number of 5,000 digits": (b"---\na: " + b"1" * 5_000 + b"\n---\n", NO_YAML),
    "YAML with no day": (b"---\ndate: 2024-13-45\n---\n", NO_YAML),
    "YAML with a surrogate": (b'---\ntitle: "\\ud800"\n---\n', NO_YAML),
    "YAML of other types": (b"---\ntitle: .nan\naliases: [.inf, {a: 1}]\ntags: {a: b}\n---\n", []),
}


@pytest.mark.parametrize("name", BYTES)
def test_any_bytes_are_a_note_or_a_finding(
    vault: Path, check: Callable[[], Outcome], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, expected = BYTES[name]
    (vault / "n.md").write_bytes(data)
    monkeypatch.chdir(vault)
    outcome = check()
    assert outcome.found_in("n.md") == expected
    assert outcome.said == []
    assert sorted(file.name for file in vault.iterdir()) == ["n.md", "sound.md"]


OTHER_FILES = {
    "canvas that is cut short": ("n.canvas", b'{"nodes":[', "warning invalid-canvas"),
    "canvas nested 100,000 deep": ("n.canvas", b"[" * 100_000, "warning invalid-canvas"),
    "canvas that is no object": ("n.canvas", b"[]", "warning invalid-canvas"),
    "canvas of other bytes": ("n.canvas", b"\xff", "error undecodable-note"),
    "canvas with a number of 5,000 digits": ("n.canvas", b'{"a":' + b"1" * 5_000 + b"}", ""),
    "base that is cut short": ("n.base", b"a: [", "warning invalid-base"),
    "base nested 50,000 deep": ("n.base", b"[" * 50_000, "warning invalid-base"),
    "base of 100 KB": ("n.base", b"a: b\n" * 20_000, "warning invalid-base"),
    "base with aliases": ("n.base", b"filters: &a [*a]", "warning invalid-base"),
    "base that makes objects": ("n.base", b"!!python/object/apply:os.mkdir [x]", "warning"),
    "base of other bytes": ("n.base", "a: b".encode("utf-16"), "error undecodable-note"),
}


@pytest.mark.parametrize("name", OTHER_FILES)
def test_any_bytes_are_a_canvas_or_base_or_a_finding(
    vault: Path, check: Callable[[], Outcome], name: str
) -> None:
    file, data, expected = OTHER_FILES[name]
    (vault / file).write_bytes(data)
    found = check().found_in(file)
    assert [finding.partition(" ")[2] for finding in found if expected in finding] == [
        finding.partition(" ")[2] for finding in found
    ]
    assert len(found) == bool(expected)


def test_of_a_note_of_12_mib_the_head_is_read_and_that_is_said(
    vault: Path, check: Callable[[], Outcome]
) -> None:
    line = "слово " * 20 + "\n"
    (vault / "n.md").write_text("[[x]]\n" + line * (12 * 2**20 // len(line.encode())), "utf-8")
    outcome = check()
    assert outcome.found_in("n.md") == ["n.md:1:1: error broken-note"]
    assert outcome.said == ["kblink: n.md was larger than 10 MiB: only its first 1 MiB was read"]


DEEP = 100_000
NESTED = (
    *("[", "![", "(", ">", "> ", "- ", "1. ", "*", "* ", "_", "<b>", "[[", "![[", "{{"),
    *("%%", "$", "|", "<", "\\", "^", "[^", "](", "\t", "\0"),
)


def test_marks_nested_100_000_deep_are_borne(vault: Path, check: Callable[[], Outcome]) -> None:
    for number, mark in enumerate(NESTED):
        (vault / f"n{number}.md").write_text(f"[[x]]\n\n{mark * DEEP}\n\n[[x]]\n")
    outcome = check()
    for number, mark in enumerate(NESTED):
        found = [line for line in outcome.found_in(f"n{number}.md") if "broken-note" in line]
        assert found == [f"n{number}.md:{line}:1: error broken-note" for line in (1, 5)], mark


MANY = {
    "a line of 1 MiB": ("word [[x]] " + "word " * 209_000, 1),
    "100,000 headings": ("# a\n\n[[x]]\n\n" + "## b\n\n" * 100_000, 1),
    "100,000 links": ("[[x]]\n" * 100_000, 100_000),
    "50,000 definitions": ("[[x]]\n\n" + "".join(f"[d{n}]: u\n" for n in range(50_000)), 1),
    "50,000 times one definition": ("[[x]]\n\n[d]\n\n" + "[d]: u\n" * 50_000, 2),
    "a table of 10,000 columns": ("|[[x]]" * 10_000 + "|\n" + "|-" * 10_000 + "|\n", 10_000),
    "50,000 footnotes": ("[[x]]\n\n" + "".join(f"[^{n}]: a\n" for n in range(50_000)), 1),
    "50,000 block ids": ("[[x]]\n\n" + "a ^b\n\n" * 50_000, 1),
}


@pytest.mark.parametrize("name", MANY)
def test_a_note_may_hold_any_number_of_things(
    vault: Path, run: Callable[..., Outcome], name: str
) -> None:
    text, links = MANY[name]
    (vault / "n.md").write_text(text)
    outcome = run("check")
    assert sum("n.md" in line and "broken-note" in line for line in outcome.lines) == links
    assert any(line.startswith(BROKEN) for line in outcome.lines)


# --- files and folders ----------------------------------------------------------------------------


def refuse(monkeypatch: pytest.MonkeyPatch, function: str, name: str) -> None:
    """Let `os.open` or `os.scandir` refuse what is called `name`: root may read anything."""
    real = getattr(os, function)

    def refusing(path: str | Path, *rest: int, **options: int) -> object:
        if Path(os.fsdecode(path)).name == name:
            raise PermissionError(13, "Permission denied")
        return real(path, *rest, **options)

    monkeypatch.setattr(os, function, refusing)


def test_an_unreadable_note_is_said(
    vault: Path, check: Callable[[], Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    (vault / "n.md").write_text("[[x]]")
    refuse(monkeypatch, "open", "n.md")
    assert check().said == ["kblink: n.md was not read: Permission denied"]


def test_an_unreadable_folder_is_said(
    vault: Path, check: Callable[[], Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    (vault / "locked").mkdir()
    refuse(monkeypatch, "scandir", "locked")
    assert check().said == ["kblink: locked: folder not read: Permission denied"]


def test_an_unreadable_vault_is_3(
    vault: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, "scandir", vault.name)
    outcome = run("check")
    assert outcome.code == 3
    assert "cannot be read: Permission denied" in outcome.said[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_what_permissions_forbid_is_said(vault: Path, check: Callable[[], Outcome]) -> None:
    (vault / "locked").mkdir(0)
    (vault / "n.md").touch(0)
    assert check().said == [
        "kblink: locked: folder not read: Permission denied",
        "kblink: n.md was not read: Permission denied",
    ]
    (vault / "locked").chmod(0o700)


def test_a_link_leads_out_of_the_vault_by_no_symlink(
    vault: Path, tmp_path: Path, check: Callable[[], Outcome]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "secret.md").write_text("[[x]] # secret")
    (vault / "secret.md").symlink_to(tmp_path / "out" / "secret.md")
    (vault / "folder").symlink_to(tmp_path / "out")
    (vault / "up").symlink_to("..")
    (vault / "self.md").symlink_to("self.md")
    (vault / "n.md").write_text("[[secret]] [[folder/secret]] [t](../out/secret.md) [[self]]")
    outcome = check()
    assert len(outcome.found_in("n.md")) == 4
    assert all("broken-note" in line for line in outcome.found_in("n.md"))
    assert not [line for line in outcome.lines if line.startswith(("secret", "folder", "self"))]


SPECIAL = [
    "n.md",
    "n.canvas",
    "n.base",
    ".gitignore",
    ".kblinkignore",
    ".obsidian/app.json",
    ".kblink/catalogue.db",
]


@pytest.mark.parametrize("path", SPECIAL)
@pytest.mark.parametrize("kind", ["pipe", "socket", "folder", "device", "loop"])
def test_what_is_no_file_is_not_waited_for(
    vault: Path,
    check: Callable[[], Outcome],
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    kind: str,
) -> None:
    (vault / path).parent.mkdir(exist_ok=True)
    monkeypatch.chdir(vault)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        {
            "pipe": lambda: os.mkfifo(path),
            "socket": lambda: server.bind(path),
            "folder": Path(path).mkdir,
            "device": lambda: Path(path).symlink_to("/dev/zero"),
            "loop": lambda: Path(path).symlink_to(Path(path).name),
        }[kind]()
        assert not check().found_in(path)


NAMES = [
    *("a\nb.md", "a\tb.md", "\x1b[31mred.md", "\u202eevil.md", "\x9b2J.md", " .md", "-x.md"),
    *("[[x]].md", "a|b.md", "a#b.md", "%41.md", "&amp;.md", "%%.md", "'.md", '".md', "\\.md"),
    *("<b>.md", "CON.md", "a:b.md", "n" * 252 + ".md", "\U0001f4a9.md", "..md", "a\u2028b.md"),
]


def test_a_name_that_is_not_utf8_is_said(vault: Path, check: Callable[[], Outcome]) -> None:
    os.close(os.open(os.fsencode(vault) + b"/bad\xff.md", os.O_CREAT))
    os.mkdir(os.fsencode(vault) + b"/bad\xff")  # noqa: PTH102 - pathlib takes no bytes
    assert sorted(check().said) == [
        "kblink: bad\\xff.md: the file's name is not UTF-8",
        "kblink: bad\\xff: the folder's name is not UTF-8",
    ]


def test_names_that_differ_in_case_or_normal_form_alone_are_told_apart(
    vault: Path, check: Callable[[], Outcome]
) -> None:
    names = ["Case.md", "case.md", "CASE.md", "\u0439.md", "\u0438\u0306.md"]
    for name in names:
        (vault / name).write_text(f"[[missing]] [[{name.removesuffix('.md')}]]")
    if len(list(vault.iterdir())) < len(names) + 1:
        pytest.skip("the file system takes some of the names for one")
    outcome = check()
    assert sum("broken-note" in line for line in outcome.lines) == len(names) + 1


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


# --- what changes meanwhile -----------------------------------------------------------------------

NEWS: dict[str, Callable[[Path], object]] = {
    "goes": lambda note: note.unlink(),
    "becomes a folder": lambda note: (note.unlink(), note.mkdir()),
    "becomes a pipe": lambda note: (note.unlink(), os.mkfifo(note)),
    "grows": lambda note: note.write_text("[[x]]\n" * 1000),
    "is cut": lambda note: note.write_text(""),
    "leads out": lambda note: (note.unlink(), note.symlink_to("/etc/passwd")),
}


@pytest.mark.parametrize("news", NEWS)
def test_a_note_may_change_between_scan_and_reading(
    vault: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch, news: str
) -> None:
    note = vault / "n.md"
    note.write_text("[[y]]")

    def read(root: Path, entry: FileEntry) -> NoteText:
        if entry.path == "n.md":
            NEWS[news](note)
        return read_note(root, entry)

    monkeypatch.setattr("kblink.changes.read_note", read)
    outcome = run("check")
    assert any(line.startswith(BROKEN) for line in outcome.lines)
    assert len(outcome.said) <= 1
    assert not any("root:" in line for line in (*outcome.lines, *outcome.said))


def test_a_vault_may_go_while_it_is_read(
    vault: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(root: Path, entry: FileEntry) -> NoteText:
        shutil.rmtree(vault, ignore_errors=True)
        return read_note(root, entry)

    monkeypatch.setattr("kblink.changes.read_note", read)
    outcome = run("check", "--format", "rich")
    assert outcome.said[0] == "kblink: sound.md was not read: No such file or directory"


@pytest.mark.parametrize(
    ("make", "code", "said"),
    [
        (lambda root: (root / "sound.md").unlink(), 0, "There are no Markdown notes in"),
        (shutil.rmtree, 3, "does not exist"),
        (lambda root: (shutil.rmtree(root), root.write_text("x")), 3, "is not a folder"),
    ],
    ids=["empty", "gone", "a file"],
)
@pytest.mark.parametrize("command", ["check", "stats"])
def test_what_is_no_vault_is_told_in_one_line(
    vault: Path,
    run: Callable[..., Outcome],
    make: Callable[[Path], object],
    code: int,
    said: str,
    command: str,
) -> None:
    make(vault)
    outcome = run(command)
    assert outcome.code == code
    if not (command == "stats" and code == 0):  # it gives no verdict behind its notice
        assert said in outcome.said[0]
        assert len(outcome.said) == 1


# --- settings and index that came with the vault --------------------------------------------------

SETTINGS = {
    "other bytes": b"\xff\xfe",
    "unknown key with escapes": b'[check.severity]\n"\\u001b[31m" = "error"\n',
    "wrong types": b"[links]\nfolder-notes = 1\n",
    "no TOML": b"[[[",
    "nested 50,000 deep": b"a = " + b"[" * 50_000,
    "a value of 100 KB": b'[check]\nprofile = "' + b"x" * 100_000 + b'"',
    "a megabyte": b"#\n" * 500_000,
}


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("command", ["check", "stats"])
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


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with an index, whose notes are old enough to be taken from it."""
    root = tmp_path_factory.mktemp("indexed") / "vault"
    root.mkdir()
    (root / "sound.md").write_text(SOUND)
    (root / "n.md").write_text(
        "---\naliases: [q]\ntags: [z]\n---\n# A\n\ntext ^id\n\n[[sound#Sund]] ![[sound]] [x][y]\n\n"
        "<!-- kblink-ignore-next-line orphan-note -->\n[z]: u\n"
    )
    for note in root.iterdir():
        os.utime(note, (1_600_000_000, 1_600_000_000))
    Vault(root, encoder=HashingEncoder()).index()
    return root


@pytest.fixture
def index(vault: Path, indexed: Path) -> Path:
    """The index of a vault that is a copy of the one that has one."""
    shutil.rmtree(vault)
    shutil.copytree(indexed, vault)
    return vault / ".kblink"


INDEXES: dict[str, Callable[[Path], object]] = {
    "no database": lambda index: (index / "catalogue.db").write_bytes(b"x" * 9_000),
    "cut": lambda index: os.truncate(index / "catalogue.db", 9_000),
    "empty": lambda index: os.truncate(index / "catalogue.db", 0),
    "of another program": lambda index: change(index, "CREATE TABLE more (a)"),
    "with a trigger": lambda index: change(
        index, "CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM notes; END"
    ),
    "of the future": lambda index: change(index, "PRAGMA user_version = 99"),
    "a symlink": lambda index: (
        (index / "catalogue.db").rename(index.parent / "elsewhere"),
        (index / "catalogue.db").symlink_to("../elsewhere"),
    ),
    "a folder that is a symlink": lambda index: (
        index.rename(index.parent / "x"),
        index.symlink_to("x"),
    ),
    "a file": lambda index: (shutil.rmtree(index), index.write_text("x")),
}


def change(index: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(index / "catalogue.db", isolation_level=None)) as connection:
        connection.execute(statement, values)


@pytest.mark.parametrize("name", INDEXES)
@pytest.mark.usefixtures("vault")
def test_with_a_hostile_index_the_notes_are_read_anew(
    index: Path, check: Callable[[], Outcome], name: str
) -> None:
    INDEXES[name](index)
    outcome = check()
    assert "n.md:9:1: error broken-heading" in outcome.found_in("n.md")
    assert all(line.endswith("The notes are read anew.") for line in outcome.said)
    assert len(outcome.said) <= 1


LIES = [
    *(-1, 0, 2**63 - 1, "", "x", "../../etc/passwd", "\x1b[31m", "broken-heading", "{}", '["a",'),
    *('["x"]', '["case-mismatch"]', '[["x", "y", 1e999, "z"]]', '[["x", "y", 0.9, "z"]]', None),
]
TABLES = ("notes", "aliases", "tags", "headings", "blocks", "problems", "suppressions", "links")


def columns(index: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(index / "catalogue.db")) as connection:
        return [
            (table, row[1])
            for table in (*TABLES, "generation")
            for row in connection.execute(f"PRAGMA table_info({table})")
        ]


# --- the vault is left as it was ------------------------------------------------------------------


def state(root: Path) -> dict[str, tuple[int, int, int, bytes]]:
    """Every file and folder of a vault: mode, size, time, content."""
    found = {}
    for path in (root, *root.rglob("*")):
        if ".kblink" in path.parts:  # SQLite's readers leave files beside the catalogue
            continue
        status = path.lstat()
        data = path.read_bytes() if path.is_file() else b""
        found[str(path)] = (status.st_mode, status.st_size, status.st_mtime_ns, data)
    return found


def checking(root: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "kblink", "check", "--vault", str(root)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize("with_index", [False, True])
def test_a_check_that_is_killed_leaves_nothing_behind(
    vault: Path, index: Path, with_index: bool
) -> None:
    if not with_index:
        shutil.rmtree(index)
    for number in range(3_000):
        (vault / f"n{number}.md").write_text(f"[[n{number + 1}]] [[missing]]\n" * 10)
    before = state(vault)
    stopped = 0
    for delay in (0.2, 0.35, 0.5, 0.7):
        with checking(vault) as process:
            time.sleep(delay)
            stopped += process.poll() is None
            process.send_signal(signal.SIGKILL)
    assert stopped
    assert state(vault) == before


def test_two_checks_at_once_agree_and_write_nothing(vault: Path, index: Path) -> None:
    assert index.is_dir()
    before = state(vault)
    with checking(vault) as one, checking(vault) as two:
        outputs = [process.communicate() for process in (one, two)]
    assert outputs[0] == outputs[1]
    assert outputs[0][0].decode().count(BROKEN) == 1
    assert state(vault) == before


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="POSIX permissions")
def test_a_vault_that_cannot_be_written_is_checked(
    vault: Path, index: Path, check: Callable[[], Outcome]
) -> None:
    for path in (index, vault):
        path.chmod(0o555)
    before = state(vault)
    assert check().said == []
    assert state(vault) == before
    for path in (index, vault):
        path.chmod(0o755)
