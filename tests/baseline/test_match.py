from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from kblink import Vault
from kblink.baseline.sketch import likeness

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.baseline.sketch import Sketch

TEXT = "# Notes on {0}\n\nWords on {0} that nobody else wrote.\n\nMore words on {0}.\n\n"


@dataclass
class Changing:
    """A vault with a baseline, which is then changed."""

    root: Path
    files: dict[str, str] = field(default_factory=dict)

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def rename(self, path: str, new: str) -> None:
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).rename(self.root / new)

    def keep(self) -> None:
        vault = Vault(self.root)
        self.baseline = vault.baseline(vault.check())

    def new(self) -> list[tuple[str, int, str]]:
        vault = Vault(self.root)
        found = vault.without_known(vault.check(), self.baseline).findings
        return [(each.path, each.span.line, each.link or each.code) for each in found]


@pytest.fixture
def vault(tmp_path: Path) -> Changing:
    changing = Changing(tmp_path / "vault")
    changing.write("home.md", "[[one]] [[two]]\n")
    changing.write("one.md", f"{TEXT.format('bees')}See [[gone]] and [[home]].\n")
    changing.write("two.md", f"{TEXT.format('wasps')}See [[gone]] and [[home]].\n")
    changing.write("alone.md", f"{TEXT.format('ants')}[[lost]] [[lost]]\n")
    changing.keep()
    return changing


def test_nothing_is_new_where_nothing_changed(vault: Changing) -> None:
    assert vault.new() == []


def test_edits_elsewhere_in_the_note_and_in_the_same_line_make_nothing_new(vault: Changing) -> None:
    vault.write("one.md", f"Before.\n\n{TEXT.format('bees')}\nDo see [[gone]] or [[home]]!\n")
    assert vault.new() == []


def test_a_renamed_note_keeps_its_findings_those_on_the_note_too(vault: Changing) -> None:
    vault.rename("alone.md", "deep/down/elsewhere.md")
    assert vault.new() == []


def test_notes_that_exchange_their_names_keep_their_findings(vault: Changing) -> None:
    vault.write("one.md", f"{TEXT.format('bees')}[[home]] [[a]]\n")
    vault.write("two.md", f"{TEXT.format('wasps')}[[home]] [[b]]\n")
    vault.keep()
    for path, new in (("one.md", "x"), ("two.md", "one.md"), ("x", "two.md")):
        vault.rename(path, new)
    assert vault.new() == []


def test_a_new_broken_link_is_new(vault: Changing) -> None:
    vault.write("one.md", f"{TEXT.format('bees')}See [[gone]] and [[home]].\n\n[[other]]\n")
    assert vault.new() == [("one.md", 9, "[[other]]")]


def test_of_equal_links_the_one_on_another_line_is_new(vault: Changing) -> None:
    vault.write(
        "one.md", f"[[gone]] once more.\n\n{TEXT.format('bees')}See [[gone]] and [[home]].\n"
    )
    assert vault.new() == [("one.md", 1, "[[gone]]")]


def test_a_known_link_is_new_in_another_note(vault: Changing) -> None:
    vault.write("home.md", "[[one]] [[two]] [[gone]]\n")
    vault.write("new.md", "[[home]] [[gone]]\n")
    assert vault.new() == [
        ("home.md", 1, "[[gone]]"),
        ("new.md", 1, "orphan-note"),
        ("new.md", 1, "[[gone]]"),
    ]


def test_a_finding_on_a_note_is_new_on_another_one(vault: Changing) -> None:
    vault.write("home.md", "[[one]] [[alone]]\n")  # now nothing leads to two.md
    assert vault.new() == [("two.md", 1, "orphan-note")]


def test_what_was_mended_makes_room_for_nothing(vault: Changing) -> None:
    vault.write("alone.md", f"{TEXT.format('ants')}[[lost]]\n")
    vault.write("one.md", f"{TEXT.format('bees')}[[home]] [[lost]]\n")
    assert vault.new() == [("one.md", 7, "[[lost]]")]


def test_a_short_note_that_was_renamed_and_has_grown_is_known(vault: Changing) -> None:
    vault.write("short.md", "Some title\n\n[[a]]\n")
    vault.keep()
    vault.rename("short.md", "long.md")
    vault.write("long.md", "Some title\n\n[[a]]\n\n" + "".join(f"Line {n}\n" for n in range(8)))
    assert vault.new() == []


def test_an_empty_note_may_be_renamed(vault: Changing) -> None:
    vault.write("empty.md", "")
    vault.keep()
    vault.rename("empty.md", "void.md")
    assert vault.new() == []


def test_an_unused_attachment_may_be_renamed(vault: Changing) -> None:
    (vault.root / "a.png").write_bytes(bytes(range(256)) * 40)
    vault.keep()
    vault.rename("a.png", "b.png")
    assert vault.new() == []
    (vault.root / "c.png").write_bytes(bytes(range(128)) * 80)
    assert vault.new() == [("c.png", 1, "unused-attachment")]


def test_an_alias_is_known_though_the_other_note_was_renamed(vault: Changing) -> None:
    vault.write("one.md", f"---\naliases: [insects]\n---\n{TEXT.format('bees')}[[home]]\n")
    vault.write("two.md", f"---\naliases: [insects]\n---\n{TEXT.format('wasps')}[[home]]\n")
    vault.keep()
    vault.rename("two.md", "three.md")
    vault.write("home.md", "[[one]] [[three]]\n")
    assert vault.new() == []


def test_the_report_counts_what_is_known(vault: Changing) -> None:
    again = Vault(vault.root)
    report = again.check()
    assert again.without_known(report, vault.baseline).known == len(report.findings) > 3


def test_many_renamed_notes_are_not_all_compared_with_each_other(
    vault: Changing, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(200):
        vault.write(f"n{number}.md", f"The same line\n\n{TEXT.format(number)}[[lost]]\n")
    vault.keep()
    for number in range(200):
        vault.rename(f"n{number}.md", f"m/m{number}.md")
    compared: list[float] = []

    def counted(before: Sketch, after: Sketch) -> float:
        compared.append(likeness(before, after))
        return compared[-1]

    monkeypatch.setattr("kblink.baseline.match.likeness", counted)
    assert vault.new() == []
    assert len(compared) < 5_000
