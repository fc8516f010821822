"""From resolved links to findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faults import faults

from kblink import Vault
from kblink.config import CheckSettings, Config
from kblink.links.codes import CODES
from kblink.links.nearest_names import NameLookup

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from kblink.links.targets import TargetIndex


def write(root: Path, **notes: str) -> Vault:
    for name, text in notes.items():
        (root / f"{name}.md").write_text(text, "utf-8")
    return Vault(root)


def test_finding_says_where_what_and_which_target(tmp_path: Path) -> None:
    (finding,) = faults(write(tmp_path, a="One\n\n- see [[gone|x]]\n").check())
    assert (finding.path, finding.span.line, finding.span.column) == ("a.md", 3, 7)
    assert (finding.code, finding.severity) == ("broken-note", "error")
    assert (finding.link, finding.target) == ("[[gone|x]]", "gone")
    assert "gone" in finding.message


def test_findings_are_in_the_order_of_path_and_place(tmp_path: Path) -> None:
    report = write(tmp_path, b="[[x]]", a="[[y]] [[z]]").check()
    assert [(f.path, f.target) for f in faults(report)] == [
        ("a.md", "y"),
        ("a.md", "z"),
        ("b.md", "x"),
    ]


def test_severity_can_be_set_and_switched_off(tmp_path: Path) -> None:
    write(tmp_path, a="[[gone]] [[B]]", b="")
    severity = CheckSettings(severity={"broken-note": "warning", "case-mismatch": "off"})
    (finding,) = faults(Vault(tmp_path, config=Config(check=severity)).check())
    assert (finding.code, finding.severity) == ("broken-note", "warning")


def test_circle_of_embeds_through_a_third_note(tmp_path: Path) -> None:
    report = write(tmp_path, a="![[b]]", b="![[c]]", c="![[a]] ![[d]]", d="").check()
    assert {(f.path, f.code) for f in faults(report)} == {
        (path, "circular-embed") for path in ("a.md", "b.md", "c.md")
    }


def test_chosen_notes_are_reported_on_and_the_vault_is_read_whole(tmp_path: Path) -> None:
    report = write(tmp_path, a="[[b]] [[gone]]", b="[[also gone]]").check(["a"])
    assert report.notes == 1
    assert [finding.path for finding in faults(report)] == ["a.md"]


def test_every_code_has_words() -> None:
    for name, code in CODES.items():
        assert name == code.code
        assert code.title
        assert code.explanation.endswith(".")


def test_names_are_looked_up_in_tables_that_are_made_once_for_all_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[NameLookup] = []

    class Counted(NameLookup):
        def __init__(self, index: TargetIndex) -> None:
            made.append(self)
            super().__init__(index)

    monkeypatch.setattr("kblink.links.check.NameLookup", Counted)
    monkeypatch.setattr("kblink.links.candidates.NameLookup", Counted)
    write(tmp_path, a="[[gone]] [[b#gone]]", b="[[also gone]]").check()
    assert len(made) == 1
