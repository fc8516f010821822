from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli_fixtures import Outcome

pytest_plugins = ("cli_fixtures",)


def test_a_note_is_moved_and_its_links_follow(run: Callable[..., Outcome], vault: Path) -> None:
    outcome = run("mv", "models/Attention.md", "basics/Self-attention")
    assert outcome.code == 0
    assert outcome.out == (
        "models/Attention.md → basics/Self-attention.md\n"
        "2 places in 2 files rewritten. kblink undo takes it back.\n"
    )
    assert "[[Self-attention]] or [[Atention]]" in (vault / "Home.md").read_text("utf-8")
    assert not (vault / "models/Attention.md").exists()


def test_a_dry_run_shows_each_link_and_writes_nothing(
    run: Callable[..., Outcome], vault: Path
) -> None:
    outcome = run("mv", "Attention", "Self-attention.md", "--dry-run")
    assert outcome.out.splitlines() == [
        "models/Attention.md → Self-attention.md",
        "Home.md:3:12: [[Attention]] → [[Self-attention]]",
        "models/BERT.md:5:30: [[Attention#Head]] → [[Self-attention#Head]]",
        "2 places in 2 files would be rewritten; nothing was written.",
    ]
    assert not (vault / ".kblink").exists()


@pytest.mark.usefixtures("vault")
def test_the_document_has_the_promised_keys(run: Callable[..., Outcome]) -> None:
    document = run("mv", "BERT#Layers", "BERT#The layers", "--format", "json").document()
    assert document["schema"] == "kblink/mv/1"
    assert document["applied"]
    assert document["moves"] == []
    assert document["skipped"] == []
    assert document["journal"].startswith("journal-")
    assert [(edit["path"], edit["line"], edit["new"]) for edit in document["edits"]] == [
        ("models/Attention.md", 10, "[[BERT#The layers]]"),
        ("models/BERT.md", 3, "The layers"),
    ]


def test_links_that_are_left_are_1(run: Callable[..., Outcome], vault: Path) -> None:
    outcome = run("mv", "models/BERT.md", "models/BERT [old].md")
    assert outcome.code == 1
    assert "models/Attention.md:10:34: [[BERT#Layers]] left: it cannot be written" in outcome.out
    assert (vault / "models/BERT [old].md").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("Nowhere", "x.md"), "No note, folder or attachment 'Nowhere'"),
        (("Home.md", "models/BERT.md"), "is there already; nothing is overwritten"),
        (("Home.md", "../Home.md"), "is no path in"),
        (("Home.md",), "Missing argument 'NEW'"),
    ],
)
def test_what_does_not_fit_is_2(
    run: Callable[..., Outcome], vault: Path, words: tuple[str, ...], says: str
) -> None:
    outcome = run("mv", *words)
    assert (outcome.code, outcome.out) == (2, "")
    assert says in outcome.err
    assert (vault / "Home.md").exists()


def test_undo_takes_back_one_after_the_other_and_then_there_is_nothing(
    run: Callable[..., Outcome], vault: Path
) -> None:
    before = (vault / "Home.md").read_bytes()
    run("mv", "Attention", "a.md")
    run("mv", "a.md", "b.md")
    assert run("undo").out == "mv taken back: 3 paths restored, 0 left.\n"
    assert (vault / "a.md").exists()
    document = run("undo", "--format", "json").document()
    assert document["schema"] == "kblink/undo/1"
    assert (document["command"], document["refused"]) == ("mv", [])
    assert document["restored"] == ["models/Attention.md", "Home.md", "models/BERT.md"]
    assert (vault / "Home.md").read_bytes() == before
    outcome = run("undo")
    assert (outcome.code, outcome.out) == (2, "")
    assert "nothing to undo" in outcome.err


def test_a_file_that_has_changed_since_is_told_and_is_1(
    run: Callable[..., Outcome], vault: Path
) -> None:
    run("mv", "Attention", "a.md")
    (vault / "Home.md").write_text("mine", "utf-8")
    outcome = run("undo")
    assert outcome.code == 1
    assert "Home.md: not taken back: it has changed since" in outcome.out
    assert (vault / "Home.md").read_text("utf-8") == "mine"
    assert (vault / "models/Attention.md").exists()
