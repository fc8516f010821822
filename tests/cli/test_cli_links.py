from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli_fixtures import Outcome

pytest_plugins = ("cli_fixtures",)


@pytest.mark.usefixtures("vault")
def test_three_blocks_show_what_leads_where(run: Callable[..., Outcome]) -> None:
    outcome = run("links", "Attention")
    assert outcome.code == 0
    assert outcome.out == (
        "Attention  models/Attention.md\n"
        "\n"
        "Outgoing  1\n"
        "  ✓ 10:34   [[BERT#Layers]]  → models/BERT.md\n"
        "\n"
        "Backlinks  2\n"
        "  ✓ Home.md:3:12  [[Attention]]\n"
        "  ✗ models/BERT.md:5:30  [[Attention#Head]]  broken-heading\n"
        "\n"
        "Mentioned without a link  1\n"
        "  models/BERT.md:5:12\n"
        "    A stack of attention layers, Attention#Head.\n"
    )


@pytest.mark.usefixtures("vault")
def test_a_block_without_lines_says_so(run: Callable[..., Outcome]) -> None:
    out = run("links", "поиск/Гибридный поиск.md").out
    assert "\nOutgoing  none\n\nBacklinks  none\n\nMentioned without a link  none\n" in out


@pytest.mark.usefixtures("vault")
def test_the_json_document_has_the_promised_keys(run: Callable[..., Outcome]) -> None:
    document = run("links", "models/Attention.md", "--format", "json").document()
    assert document["schema"] == "kblink/links/1"
    assert (document["path"], document["title"]) == ("models/Attention.md", "Attention")
    assert document["links"] == [
        {
            "path": "models/Attention.md",
            "line": 10,
            "column": 34,
            "kind": "wiki",
            "raw": "[[BERT#Layers]]",
            "status": "ok",
            "target": {
                "kind": "heading",
                "path": "models/BERT.md",
                "fragment": "Layers",
                "fragment_ok": True,
            },
            "warnings": [],
        }
    ]
    assert document["backlinks"][0] == {
        "path": "Home.md", "line": 3, "column": 12, "raw": "[[Attention]]", "status": "ok",
    }  # fmt: skip
    assert document["mentions"] == [
        {
            "path": "models/BERT.md",
            "line": 5,
            "column": 12,
            "text": "attention",
            "sentence": "A stack of attention layers, Attention#Head.",
        }
    ]


def test_nothing_is_written_and_an_unknown_note_is_2(
    run: Callable[..., Outcome], vault: Path
) -> None:
    outcome = run("links", "Nowhere")
    assert (outcome.code, outcome.out) == (2, "")
    assert "No note 'Nowhere'" in outcome.err
    assert not (vault / ".kblink").exists()
