"""What `check` takes over from the index is what it would have found in the files."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fake_encoder import HashingEncoder
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kblink import Vault
from kblink.vault.read import NoteText, read_note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kblink.model import CheckReport, FileEntry

NAMES = ("a.md", "b.md", "sub/b.md", "Ünï.md", "p.png", "w.canvas")
TEXTS = (
    "# A\n\n## B\n\ntext ^id\n\n[[b#B]] ![[sub/b]] [[gone]]",
    "# B\n\n[[a#A]] [[a#^id]] [t](a.md#b) ![[p.png]] ![[a]]",
    (
        "---\naliases: [A, Other]\n---\n[[a#Gone]] [[b]] [[ünï]] [[p.png]]\n"
        "[[Other]] [[b#^id]] [[B#^idx]]"
    ),
    "---\nkblink-ignore: [dead-end]\n---\n%% [[a]] %%\n## B\n",
    '{"nodes":[{"id":"1","type":"file","file":"a.md","subpath":"#B"}]}',
    "\u00a0",
)
files = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS), max_size=6)


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def write(root: Path, texts: dict[str, str]) -> None:
    for name in NAMES:
        file = root / name
        file.parent.mkdir(exist_ok=True)
        if name in texts:
            file.write_text(texts[name], "utf-8")
        else:
            file.unlink(missing_ok=True)


def without_index(root: Path) -> CheckReport:
    return Vault(root, index_dir=root / ".none").check()


@settings(max_examples=60)
@given(before=files, after=files)
@example(
    before=dict(zip(NAMES, TEXTS, strict=True)), after=dict(zip(NAMES, TEXTS[::-1], strict=True))
)
def test_a_check_with_an_old_index_finds_what_one_without_finds(
    root: Path, before: dict[str, str], after: dict[str, str]
) -> None:
    vault = Vault(root, encoder=HashingEncoder())
    write(root, before)
    vault.index()
    assert vault.check() == without_index(root)
    write(root, after)
    assert vault.check() == without_index(root)
    assert vault.check(all_links=True) == Vault(root, index_dir=root / ".none").check(
        all_links=True
    )


def test_after_one_edit_only_that_note_is_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(root / ".kblink", ignore_errors=True)
    write(root, dict(zip(NAMES, TEXTS, strict=True)))
    for file in root.rglob("*.*"):
        os.utime(file, (1_700_000_000, 1_700_000_000))
    vault = Vault(root, encoder=HashingEncoder())
    vault.index()
    (root / "a.md").write_text("# A\n\nno more B", "utf-8")
    read: list[str] = []

    def spy(where: Path, entry: FileEntry) -> NoteText:
        read.append(entry.path)
        return read_note(where, entry)

    monkeypatch.setattr("kblink.changes.read_note", spy)
    found = {(item.path, item.link, item.code) for item in vault.check().findings}
    assert read == ["a.md", "w.canvas"]
    assert ("b.md", "[[a#^id]]", "broken-block") in found
    assert ("b.md", "[t](a.md#b)", "broken-heading") in found
