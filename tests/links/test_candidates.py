"""Where a broken link was meant to lead, and how the repaired link is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kblink import Vault

if TYPE_CHECKING:
    from pathlib import Path


def best(tmp_path: Path, files: dict[str, str]) -> tuple[str, str] | None:
    """Replacement and reason of the best candidate for the only link of the first file."""
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    findings = [f for f in Vault(tmp_path).check().findings if f.path == next(iter(files))]
    candidates = findings[0].candidates
    return (candidates[0].replacement, candidates[0].reason) if candidates else None


@pytest.mark.parametrize(
    ("source", "link", "other", "replacement", "reason"),
    [
        ("p/q/a.md", "[[../x/b.md]]", "x/b.md", "[[../../x/b.md]]", "wrong depth"),
        ("p/a.md", "[[../../x/b.md|B]]", "x/b.md", "[[../x/b.md|B]]", "wrong depth"),
        ("a.md", "[[y/b]]", "x/b.md", "[[x/b]]", "wrong folder"),
        ("a.md", "[t](y/b.md#h)", "x/b.md", "[t](x/b.md#h)", "wrong folder"),
        ("a.md", "![[i/p.png]]", "j/p.png", "![[j/p.png]]", "wrong folder"),
        ("a.md", "[[trnasformer]]", "transformer.md", "[[transformer]]", "typo"),
        ("a.md", "[[topic]]", "topic/index.md", "[[topic/index]]", "folder note"),
        ("p/a.md", "[[../topic/]]", "topic/README.md", "[[../topic/README]]", "folder note"),
    ],
)
def test_candidate_is_written_the_way_the_link_was(
    tmp_path: Path, source: str, link: str, other: str, replacement: str, reason: str
) -> None:
    assert best(tmp_path, {source: link, other: ""}) == (replacement, reason)


def test_short_names_are_not_taken_for_typing_errors(tmp_path: Path) -> None:
    assert best(tmp_path, {"a.md": "[[lstm.md]]", "gLSTM.md": ""}) is None


def test_a_longer_name_is_no_misspelt_one(tmp_path: Path) -> None:
    assert best(tmp_path, {"a.md": "[[linear_attention]]", "log_linear_attention.md": ""}) is None
    assert best(tmp_path, {"a.md": "[[version_2]]", "version_3.md": ""}) is None


def test_alias_and_title_become_display_text(tmp_path: Path) -> None:
    target = "---\naliases: [AI]\n---\n# Grand Title\n"
    assert best(tmp_path, {"a.md": "[[AI]]", "x1.md": target}) == ("[[x1|AI]]", "alias")
    assert best(tmp_path, {"a.md": "[[Grand Title]]"}) == ("[[x1|Grand Title]]", "title")


def test_renamed_heading(tmp_path: Path) -> None:
    files = {"a.md": "[[b#What it cost]]", "b.md": "## What it costs\n\n## Other\n"}
    assert best(tmp_path, files) == ("[[b#What it costs]]", "heading")


def test_escaped_pipe_of_a_table_is_kept(tmp_path: Path) -> None:
    files = {"a.md": "| t |\n|---|\n| [[y/b\\|B]] |\n", "x/b.md": ""}
    assert best(tmp_path, files) == (r"[[x/b\|B]]", "wrong folder")


def test_a_name_that_several_bear_gets_no_confident_candidate(tmp_path: Path) -> None:
    for path in ("x/b.md", "y/b.md"):
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_text("")
    (tmp_path / "a.md").write_text("[[z/b]]")
    (finding,) = Vault(tmp_path).check().findings
    assert {candidate.path for candidate in finding.candidates} == {"x/b.md", "y/b.md"}
    assert all(candidate.confidence < 0.5 for candidate in finding.candidates)


def test_a_name_that_none_bears_gets_none(tmp_path: Path) -> None:
    assert best(tmp_path, {"a.md": "[[quantum gravity]]", "b.md": "", "c.md": ""}) is None
