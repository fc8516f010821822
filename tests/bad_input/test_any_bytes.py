"""Whatever bytes a note, a canvas or a base is made of: a finding at most, and all else is read.

Each bad thing stands in a vault of its own beside one sound note with one broken link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bad_vault import Outcome

pytest_plugins = ("bad_vault",)

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
