"""A check by what the index says finds, after any edits, what a check without one finds."""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fake_encoder import HashingEncoder
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kblink import Vault
from kblink.check import standing
from kblink.store.stored_notes import StoredNotes
from kblink.vault.read import NoteText, read_note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kblink.model import CheckReport, FileEntry

NOTES = ("a.md", "b.md", "sub/b.md", "sub/c.md", "Ünï.md")
OTHERS = ("p.png", "q.png", "w.canvas", "v.base")
CONFIG = "kblink.toml"
LINES = (
    "[[a]]",
    "[[b]]",
    "[[sub/b]]",
    "[[c]]",
    "[[ünï]]",
    "[[gone]]",
    "[[gnoe]]",
    "[[Other]]",
    "[[Alias]]",
    "[[a#Head]]",
    "[[c#Head]]",
    "[[#Head]]",
    "[[c#^id]]",
    "[[b#^id2]]",
    "[t](sub/c.md#head)",
    "[t](../a.md)",
    "![[a]]",
    "![[b]]",
    "![[sub/c]]",
    "![[c#Head]]",
    "![[p.png]]",
    "![[q.png]]",
    "[[a]] [[a]]",
    "%% [[gone]] %%",
    "%% kblink-ignore-next-line broken-note %%",
    "[x][nowhere]",
    "# Head",
    "## Head",
    "## Haed",
    "# Title",
    "text ^id",
    "text ^id2",
    "plain words",
)
FRONTS = (
    "",
    "---\naliases: [Alias]\n---\n",
    "---\naliases: [a, Other]\n---\n",
    "---\ntitle: Other\n---\n",
    "---\nkblink-ignore: [orphan-note]\n---\n",
    "---\nkblink-ignore: true\n---\n",
    "---\nup: '[[c]]'\n---\n",
    "---\nup: [broken\n---\n",
)
SETTINGS = (
    "",
    '[check.severity]\ndead-end = "error"\nbroken-note = "off"\n',
    '[[check.override]]\npath = ["sub/"]\nseverity = {broken-note = "note"}\n',
    "[links]\naliases-resolve = true\n",
    "[links]\ntitles-resolve = true\n",
    '[check]\nprofile = "github"\n',
    '[vault]\nexclude = ["sub/b.md"]\n',
)


def card(path: str) -> dict[str, str]:
    """A card of a canvas that shows a place in a note."""
    return {"id": path, "type": "file", "file": path, "subpath": "#Head"}


texts = st.builds(
    lambda front, lines: front + "\n\n".join(lines) + "\n",
    st.sampled_from(FRONTS) | st.just(""),
    st.lists(st.sampled_from(LINES), max_size=6),
)
notes = st.fixed_dictionaries({}, optional=dict.fromkeys(NOTES, texts))
others = st.fixed_dictionaries(
    {},
    optional={
        "p.png": st.just("p"),
        "q.png": st.just("q"),
        "w.canvas": st.lists(st.sampled_from((*NOTES, "p.png")), max_size=3).map(
            lambda paths: json.dumps({"nodes": [card(path) for path in paths]})
        ),
        "v.base": st.sampled_from(('filters:\n  - file.hasLink("a")\n', "a: [\n")),
        CONFIG: st.sampled_from(SETTINGS),
    },
)
lines = st.sampled_from(LINES)
edits = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(NOTES), lines),
        st.tuples(st.just("drop"), st.sampled_from(NOTES), lines),
        st.tuples(st.just("write"), st.sampled_from(NOTES), texts),
        st.tuples(st.just("front"), st.sampled_from(NOTES), st.sampled_from(FRONTS)),
        st.tuples(st.just("delete"), st.sampled_from((*NOTES, *OTHERS)), st.just("")),
        st.tuples(st.just("rename"), st.sampled_from(NOTES), st.sampled_from(NOTES)),
        st.tuples(st.just("write"), st.sampled_from(("p.png", "q.png")), st.just("new")),
        st.tuples(st.just("write"), st.just(CONFIG), st.sampled_from(SETTINGS)),
    ),
    min_size=1,
    max_size=3,
)


def edited(files: dict[str, str], edit: tuple[str, str, str]) -> dict[str, str]:
    """The texts of a vault's files, by path, after one edit."""
    what, path, words = edit
    text = files.get(path)
    if what == "write":
        return {**files, path: words}
    if text is None:
        return files
    rest = {other: kept for other, kept in files.items() if other != path}
    if what == "delete":
        return rest
    if what == "rename":
        return {**rest, words: text}
    front, mark, body = text.partition("---\n\n") if text.startswith("---") else ("", "", text)
    if what == "front":
        return {**files, path: words + body}
    if what == "drop":
        return {**files, path: front + mark + body.replace(words, "", 1)}
    return {**files, path: f"{text}\n{words}\n"}


def write(root: Path, files: dict[str, str]) -> None:
    """Make the files those of the vault, and all of them old, whatever was there before."""
    for name in (*NOTES, *OTHERS, CONFIG):
        file = root / name
        file.parent.mkdir(exist_ok=True)
        if name not in files:
            file.unlink(missing_ok=True)
        elif not file.exists() or file.read_text("utf-8") != files[name]:
            file.write_text(files[name], "utf-8")
            write.clock += 1_000_000_000  # type: ignore[attr-defined]
            os.utime(file, ns=(write.clock, write.clock))  # type: ignore[attr-defined]


write.clock = 1_700_000_000_000_000_000  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def told(root: Path, index_dir: Path) -> tuple[CheckReport, list[str]]:
    """The report, and what was said besides."""
    said: list[str] = []
    vault = Vault(root, index_dir=index_dir, notify=said.append)
    return vault.check(only_findings=True), said


@settings(max_examples=100, deadline=None)
@example(  # a block that stands twice in a note is one candidate
    before={"a.md": "words\n", "b.md": "words\n", "sub/c.md": "text ^id2\n\ntext ^id2\n"},
    rounds=[[("add", "a.md", "[[b#^id2]]")]],
)
@example(  # a note that became excluded is no longer known by its places
    before={"sub/b.md": "", "a.md": "[[b#^id2]]\n"},
    rounds=[
        [("write", CONFIG, '[vault]\nexclude = ["sub/b.md"]\n')],
        [("add", "a.md", "[[a]]")],
    ],
)
@example(  # a heading that links of another note name
    before={"sub/c.md": "# C\n\n## Head\n", "a.md": "[[c#Head]] ![[c#Head]]\n"},
    rounds=[[("write", "sub/c.md", "# C\n\n## Haed\n")]],
)
@example(  # an alias, then a title, that is offered for a broken link of another note
    before={"a.md": "words\n", "b.md": "[[Alias]] [[Title]]\n"},
    rounds=[[("front", "a.md", FRONTS[1])], [("add", "a.md", "# Title")]],
)
@given(before=st.builds(dict.__or__, notes, others), rounds=st.lists(edits, min_size=1, max_size=3))
def test_a_check_by_the_index_finds_what_one_without_finds(
    root: Path, before: dict[str, str], rounds: list[list[tuple[str, str, str]]]
) -> None:
    files = before
    write(root, files)
    Vault(root, encoder=HashingEncoder()).index()
    for number, round_ in enumerate(rounds):
        assert told(root, root / ".kblink") == told(root, root / ".none")
        for edit in round_:
            files = edited(files, edit)
        write(root, files)
        assert told(root, root / ".kblink") == told(root, root / ".none")
        if number % 2 == 0:  # an index that was brought up to date, and one that was made anew
            Vault(root, encoder=HashingEncoder()).index()
    Vault(root, encoder=HashingEncoder()).index()
    marks = "SELECT path, linked, linking FROM notes", "SELECT path, linked FROM attachments"
    kept = [rows(root, statement) for statement in marks]
    Vault(root, encoder=HashingEncoder()).index(full=True)
    assert kept == [rows(root, statement) for statement in marks]


def test_after_one_edit_the_rest_is_told_as_it_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a.md": "[[gone]] [[b]]", "b.md": "# Head\n\n[[sub/c]]", "sub/c.md": "[[a]]"})
    Vault(tmp_path, encoder=HashingEncoder()).index()
    write(tmp_path, {"a.md": "[[gone]] [[b]]", "b.md": "# Head", "sub/c.md": "[[a]]"})
    asked = spied(monkeypatch, "kblink.check.standing._stored_note", "told_links", "summaries")
    report, _ = told(tmp_path, tmp_path / ".kblink")
    assert asked == ["told_links"]  # neither other notes, nor all of them
    assert {(item.path, item.code) for item in report.findings} == {
        ("a.md", "broken-note"),
        ("b.md", "dead-end"),
        ("sub/c.md", "orphan-note"),
    }


@pytest.mark.parametrize("line", ["# Title", "text ^id"])
def test_what_may_be_offered_for_the_links_of_others_is_looked_for_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    write(tmp_path, {"a.md": "[[Title]] [[b#^id]]", "b.md": "words"})
    Vault(tmp_path, encoder=HashingEncoder()).index()
    write(tmp_path, {"a.md": "[[Title]] [[b#^id]]", "b.md": f"words\n\n{line}"})
    asked = spied(monkeypatch, "kblink.check.standing._stored_note", "told_links", "summaries")
    assert told(tmp_path, tmp_path / ".kblink") == told(tmp_path, tmp_path / ".none")
    assert asked == ["summaries"]


def test_where_much_has_changed_it_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a.md": "[[b]]", "b.md": "[[a]]"})
    Vault(tmp_path, encoder=HashingEncoder()).index()
    write(tmp_path, {"a.md": "[[gone]]", "b.md": "[[away]]"})
    monkeypatch.setattr("kblink.check.standing._MOST_TOUCHED", 1)
    read: list[str] = []

    def spy(where: Path, entry: FileEntry) -> NoteText:
        read.append(entry.path)
        return read_note(where, entry)

    monkeypatch.setattr("kblink.changes.read_note", spy)
    report, _ = told(tmp_path, tmp_path / ".kblink")
    assert read == ["a.md", "b.md"]
    assert [item.link for item in report.findings if item.link] == ["[[gone]]", "[[away]]"]


def test_only_findings_leaves_the_links_out(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[[gone]]"})
    vault = Vault(tmp_path)
    whole = vault.check()
    assert whole.resolved
    assert vault.check(only_findings=True) == replace(whole, resolved=())


def spied(monkeypatch: pytest.MonkeyPatch, function: str, *methods: str) -> list[str]:
    """The names of what is called, as it is called, of a function and of methods of the index."""
    asked: list[str] = []

    def spy(name: str, called: Callable[..., object]) -> Callable[..., object]:
        def told_of(*arguments: object, **options: object) -> object:
            asked.append(name)
            return called(*arguments, **options)

        return told_of

    for name in methods:
        monkeypatch.setattr(StoredNotes, name, spy(name, getattr(StoredNotes, name)))
    name = function.rpartition(".")[2]
    monkeypatch.setattr(function, spy(name, getattr(standing, name)))
    return asked


def rows(root: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(root / ".kblink/catalogue.db")) as connection:
        return sorted(connection.execute(statement).fetchall())
