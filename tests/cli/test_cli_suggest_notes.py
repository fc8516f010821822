"""What `kblink suggest` shows of whole notes, by the functions that the command calls."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from kblink.cli.options import Common
from kblink.cli.suggest_duplicates import show_duplicates
from kblink.cli.suggest_orphans import show_orphans
from kblink.cli.suggest_tags import show_tags

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytest_plugins = ("cli_fixtures",)

TEXT = "Owls hunt mice at night, when these come out of their holes, and sleep by day. " * 3


@pytest.fixture
def shown(
    vault: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[[Callable[[Common], int]], str]:
    """What a function prints for the vault, with exit code 0."""

    def run(show: Callable[[Common], int]) -> str:
        assert show(Common(vault=str(vault), quiet=True)) == 0
        return capsys.readouterr().out

    return run


def document(text: str) -> Any:  # noqa: ANN401 - the documents are the tests' subject
    return json.loads(text)


def test_orphans_are_shown_and_documented(shown: Callable[..., str]) -> None:
    text = shown(lambda common: show_orphans(common, "rich", notes=(), limit=None, refresh=True))
    assert "Home.md\n" in text
    found = document(
        shown(lambda common: show_orphans(common, "json", notes=("Home",), limit=5, refresh=True))
    )
    assert found["schema"] == "kblink/orphans/1"
    assert [each["path"] for each in found["orphans"]] == ["Home.md"]


def test_duplicates_are_shown_and_documented(vault: Path, shown: Callable[..., str]) -> None:
    (vault / "one.md").write_text(f"# One\n\n{TEXT}\n")
    (vault / "two.md").write_text(f"# Two\n\n{TEXT}\n")
    text = shown(lambda common: show_duplicates(common, "rich", limit=None, refresh=True))
    assert "100%  one.md\n" in text
    found = document(shown(lambda common: show_duplicates(common, "json", limit=5, refresh=True)))
    assert found["schema"] == "kblink/duplicates/1"
    assert [note["path"] for note in found["groups"][0]["notes"]] == ["one.md", "two.md"]


def test_without_duplicates_a_quiet_run_prints_nothing(shown: Callable[..., str]) -> None:
    assert shown(lambda common: show_duplicates(common, "rich", limit=5, refresh=True)) == ""


def test_where_few_notes_have_tags_one_line_says_so(shown: Callable[..., str]) -> None:
    def show(common: Common, output_format: str = "rich") -> int:
        return show_tags(
            common,
            output_format,
            notes=(),
            every=False,
            min_confidence=None,
            limit=None,
            refresh=True,
        )

    line = "Tags are learned from 20 tagged notes at least, and 1 note has tags here."
    assert shown(show) == f"{line}\n"
    found = document(shown(lambda common: show(common, "json")))
    assert (found["schema"], found["refusal"]) == ("kblink/tags/1", line)


def test_tags_are_suggested_to_the_notes_that_have_none(
    vault: Path, shown: Callable[..., str]
) -> None:
    subjects = (("owls", "Owls hunt mice at night."), ("oaks", "An oak is a tree with acorns."))
    for number in range(24):
        tag, text = subjects[number % 2]
        (vault / f"{number:02}.md").write_text(f"---\ntags: [{tag}]\n---\n{text} {number}\n")
    (vault / "new.md").write_text("An oak is a tree with acorns indeed.\n")

    def show(common: Common) -> int:
        return show_tags(
            common, "json", notes=(), every=False, min_confidence=0.6, limit=5, refresh=True
        )

    found = document(shown(show))
    told = {note["path"]: [each["tag"] for each in note["suggested"]] for note in found["notes"]}
    assert told["new.md"] == ["oaks"]
    assert "00.md" not in told
