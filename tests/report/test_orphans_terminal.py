from __future__ import annotations

from dataclasses import replace

from examples import HOSTILE, ORPHANS
from rendering import on_terminal, plain

from kblink.model import Mention, Orphan, PassageRef, Rescuer, Span
from kblink.report.json_documents import dumps, orphans_document
from kblink.report.orphans_terminal import orphan_notes


def test_orphans_that_something_names_come_first_each_with_its_best_rescuers() -> None:
    assert plain(orphan_notes(ORPHANS), width=80) == (
        "models/NoPE.md  No positional embeddings\n"
        "  0.75  models/SmolLM3.md:11:8  linked from the orphan\n"
        "        It uses NoPE in layers.\n"
        "  0.44  models/Transformer.md:29\n"
        "        “Positions are added.”\n"
        "  0.30  a.md\n"
        "\n"
        "zen.md\n"
        "  0.90  tea.md\n"
        "\n"
        "alone.md  Alone at last\n"
        "  no note comes near it\n"
    )


def test_all_rescuers_are_told_where_all_are_asked_for() -> None:
    assert "  0.20  b.md\n" in plain(orphan_notes(ORPHANS, every=True))


def test_orphans_beyond_the_limit_are_counted() -> None:
    assert plain(orphan_notes(ORPHANS, limit=1)).endswith("\n2 notes more with --limit.\n")


def test_a_vault_without_orphans_is_told_as_that() -> None:
    assert plain(orphan_notes([])) == "Every note is linked to by another one.\n"


def test_the_phrase_that_names_the_orphan_is_set_off() -> None:
    assert "\x1b[1;32mNoPE\x1b[0m" in on_terminal(orphan_notes(ORPHANS))


def test_no_text_of_a_note_acts_on_the_terminal() -> None:
    mention = Mention(HOSTILE, Span(0, 1, 1, 1, 1, 2), HOSTILE, f"see {HOSTILE}")
    passage = PassageRef(HOSTILE, (HOSTILE,), 1, HOSTILE)
    named = Rescuer(HOSTILE, HOSTILE, 0.5, mention, passage, is_linked=True)
    orphan = Orphan(HOSTILE, HOSTILE, (named, replace(named, mention=None)))
    text = on_terminal(orphan_notes([orphan]), color=False)
    assert "\x1b" not in text
    assert "\x07" not in text


def test_the_document_has_the_evidence_of_each_rescuer() -> None:
    document = orphans_document(ORPHANS)
    assert document["schema"] == "kblink/orphans/1"
    orphan = document["orphans"][2]
    assert (orphan["path"], orphan["title"]) == ("models/NoPE.md", "No positional embeddings")
    first, second, *_ = orphan["rescuers"]
    assert first["mention"] == {
        "path": "models/SmolLM3.md",
        "line": 11,
        "column": 8,
        "text": "NoPE",
        "sentence": "It uses NoPE in layers.",
    }
    assert (first["linked"], first["passage"]) == (True, None)
    assert (second["mention"], second["passage"]["line"]) == (None, 29)
    assert document["orphans"][1]["rescuers"] == []
    assert dumps(document)
