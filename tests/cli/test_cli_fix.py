"""`kblink fix` on the command line."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli_fixtures import Outcome

pytest_plugins = ("cli_fixtures",)


def test_a_diff_is_shown_and_nothing_written(vault: Path, run: Callable[..., Outcome]) -> None:
    before = (vault / "Home.md").read_text()
    outcome = run("fix", "--min-confidence", "0.5")
    assert outcome.code == 0
    assert "-Start with [[Attention]] or [[Atention]]." in outcome.out
    assert "+Start with [[Attention]] or [[Attention]]." in outcome.out
    assert "--apply writes" in outcome.err
    assert (vault / "Home.md").read_text() == before


def test_apply_writes_and_undo_takes_back(vault: Path, run: Callable[..., Outcome]) -> None:
    before = (vault / "Home.md").read_text()
    assert run("fix", "--apply", "--min-confidence", "0.5").code == 0
    assert (vault / "Home.md").read_text() == before.replace("Atention", "Attention")
    assert run("undo").code == 0
    assert (vault / "Home.md").read_text() == before


def test_check_tells_by_its_exit_code(vault: Path, run: Callable[..., Outcome]) -> None:
    assert run("fix", "--check", "--min-confidence", "0.5").code == 1
    assert run("fix", "--check", "--min-confidence", "1").code == 0
    assert run("fix", "--check", "--apply").code == 2
    assert not (vault / ".kblink").exists()


@pytest.mark.usefixtures("vault")
def test_json_has_the_edits_and_what_is_left(run: Callable[..., Outcome]) -> None:
    document = run("fix", "--format", "json", "--min-confidence", "0.5").document()
    assert document["schema"] == "kblink/fix/1"
    assert document["applied"] is False
    edit = next(item for item in document["edits"] if item["path"] == "Home.md")
    assert (edit["line"], edit["column"]) == (3, 29)
    assert (edit["old"], edit["new"]) == ("[[Atention]]", "[[Attention]]")
    assert edit["reason"] == "typo"
    assert 0.5 <= edit["confidence"] <= 1
    keys = {"path", "line", "column", "link", "reason"}
    assert all({*item} == keys for item in document["skipped"])


def test_each_link_is_asked_about(
    vault: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("what?\na\nq\n"))
    outcome = run("fix", "--interactive")
    assert outcome.code == 0
    assert "Start with [[Attention]] or [[Atention]]." in outcome.err
    assert "[[Atention]]" not in (vault / "Home.md").read_text()
