from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli_fixtures import Outcome

pytest_plugins = ("cli_fixtures",)
pytestmark = pytest.mark.usefixtures("vault")


def test_related_notes_come_with_evidence(run: Callable[..., Outcome]) -> None:
    outcome = run("related", "BERT")
    assert outcome.code == 0
    assert outcome.out.startswith("1  ")
    assert "models/Attention.md  linked\n" in outcome.out
    assert "here   " in outcome.out
    assert "there  " in outcome.out


def test_the_json_document_has_the_promised_keys(run: Callable[..., Outcome]) -> None:
    document = run("related", "models/BERT.md", "--format", "json").document()
    assert list(document) == ["schema", "path", "related"]
    assert document["path"] == "models/BERT.md"
    first = document["related"][0]
    assert list(first) == ["path", "title", "score", "signals", "linked", "evidence"]
    assert first["path"] == "models/Attention.md"
    assert first["linked"] is True
    assert list(first["evidence"]) == ["source", "target", "naming", "neighbours"]


def test_what_adds_to_a_note_is_explained_when_asked_for(run: Callable[..., Outcome]) -> None:
    assert "why    " not in run("related", "BERT").out
    assert "does not count)" in run("related", "BERT", "--explain").out


def test_linked_notes_can_be_left_out(run: Callable[..., Outcome]) -> None:
    document = run("related", "BERT", "--unlinked", "--format", "json").document()
    assert "models/Attention.md" not in [item["path"] for item in document["related"]]


def test_all_gives_one_document_a_line_for_every_note(run: Callable[..., Outcome]) -> None:
    outcome = run("related", "--all", "--limit", "1")
    documents = outcome.documents()
    assert [document["path"] for document in documents] == [
        "Home.md", "models/Attention.md", "models/BERT.md", "поиск/Гибридный поиск.md",
    ]  # fmt: skip
    assert all(len(document["related"]) <= 1 for document in documents)


def test_a_note_that_the_index_does_not_know_yet_is_found(
    run: Callable[..., Outcome], vault: Path
) -> None:
    run("index")
    (vault / "New.md").write_text("# New\n\nAttention layers.\n")
    outcome = run("related", "New", "--format", "json")
    assert outcome.code == 0
    assert outcome.document()["path"] == "New.md"


def test_an_unknown_note_is_2(run: Callable[..., Outcome]) -> None:
    outcome = run("related", "Nowhere")
    assert (outcome.code, outcome.out) == (2, "")
    assert "Nowhere" in outcome.err
