from __future__ import annotations

import json
from dataclasses import replace

from examples import (
    ANSWER,
    BROKEN,
    CHECKED,
    CLEAN,
    CORRECTED,
    ENCODER,
    EVALUATION,
    FINDINGS,
    HITS,
    HOSTILE,
    HOSTILE_ANSWER,
    INDEXED,
    NOTE_LINKS,
    RELATED,
    STATISTICS,
    STATUS,
)

from kblink.model import (
    Answer,
    Calibration,
    CurvePoint,
    Edit,
    EditReport,
    FormFidelity,
    LeftLink,
    ModelInfo,
    Move,
    ReliabilityBin,
    Rewrite,
    Skipped,
    UndoReport,
)
from kblink.report.json_documents import (
    check_document,
    dumps,
    edits_document,
    eval_document,
    index_document,
    links_document,
    models_document,
    related_document,
    search_document,
    stats_document,
    status_document,
    undo_document,
)


def test_index_document_has_the_promised_keys_and_values() -> None:
    assert index_document(INDEXED) == {
        "schema": "kblink/index/1",
        "vault": "/vault",
        "notes": {"total": 1234, "new": 3, "changed": 2, "gone": 1},
        "sections": {"total": 9876, "embedded": 20, "reused": 9856},
        "skipped": [{"path": "huge.md", "reason": "larger than 10 MiB, indexed up to there"}],
        "seconds": 83.123,
        "bytes": 15_938_355,
        "boilerplate": [
            {"line": "Was this page helpful?", "notes": 1200},
            {"line": "#todo", "notes": 70},
        ],
        "learned": 0,
    }


def test_status_document_has_the_promised_keys_and_values() -> None:
    assert status_document(STATUS) == {
        "schema": "kblink/status/1",
        "vault": "/vault",
        "notes": 1234,
        "sections": 9876,
        "links": 4321,
        "languages": {"ru": 1000, "en": 234},
        "encoder": {
            "name": "all-MiniLM-L6-v2",
            "id": "all-MiniLM-L6-v2:0123456789ab",
            "dimension": 384,
            "languages": ["en"],
            "engine": "ONNX Runtime, fp32",
            "unknown_languages": ["ru"],
        },
        "index": {"generation": 7, "kind": "flat fp16", "bytes": 15_938_355},
        "stale": {"new": 0, "changed": 2, "gone": 1},
        "related": {"learned_pairs": 0},
    }


def test_check_document_has_the_promised_keys_and_values() -> None:
    assert check_document(CHECKED, [BROKEN]) == {
        "schema": "kblink/check/1",
        "vault": "/vault",
        "summary": {
            "notes": 13,
            "links": 87,
            "findings": {"ambiguous": 1, "broken-heading": 1, "broken-note": 1, "orphan-note": 1},
        },
        "findings": [
            {
                "code": "broken-note",
                "severity": "error",
                "path": "models/BERT.md",
                "line": 12,
                "column": 5,
                "end_line": 12,
                "end_column": 19,
                "link": "[[Transfomer]]",
                "target": "Transfomer",
                "message": "No note is called “Transfomer”.",
                "candidates": [
                    {
                        "path": "models/transformer.md",
                        "replacement": "[[transformer]]",
                        "confidence": 0.93,
                        "reason": "typo",
                    },
                    {
                        "path": "models/attention.md",
                        "replacement": "[[attention]]",
                        "confidence": 0.41,
                        "reason": "meaning",
                    },
                ],
            }
        ],
    }


def test_a_finding_about_no_link_has_null_for_it() -> None:
    finding = check_document(CHECKED, FINDINGS)["findings"][-1]
    assert finding["code"] == "orphan-note"
    assert finding["link"] is None
    assert finding["target"] is None
    assert finding["candidates"] == []


def test_all_links_adds_every_link_with_its_verdict() -> None:
    assert "links" not in check_document(CHECKED, FINDINGS)
    assert check_document(CHECKED, FINDINGS, all_links=True)["links"] == [
        {
            "path": "models/BERT.md",
            "line": 12,
            "column": 5,
            "kind": "wiki",
            "raw": "[[Transfomer]]",
            "status": "broken-note",
            "target": {"kind": "none", "path": None, "fragment": None, "fragment_ok": None},
            "warnings": [],
        },
        {
            "path": "models/BERT.md",
            "line": 40,
            "column": 1,
            "kind": "wiki",
            "raw": "[[Attention#Heads]]",
            "status": "ok",
            "target": {
                "kind": "heading",
                "path": "models/attention.md",
                "fragment": "Heads",
                "fragment_ok": True,
            },
            "warnings": ["case-mismatch"],
        },
    ]
    assert check_document(CLEAN, (), all_links=True)["links"] == []


def test_search_document_has_the_promised_keys_and_values() -> None:
    document = search_document(ANSWER)
    assert list(document) == ["schema", "query", "hits"]
    assert (document["schema"], document["query"]) == ("kblink/search/1", "mean pooling")
    assert document["hits"][1] == {
        "path": "поиск/Гибридный поиск.md",
        "title": "Гибридный поиск",
        "heading": ["Слияние", "Веса"],
        "line": 3,
        "score": 0.5,
        "signals": {"dense": None, "keyword": 3.25},
        "snippet": "Ранги двух списков складываются.",
        "highlights": [],
    }
    assert document["hits"][2]["signals"] == {"dense": 0.4, "keyword": None}
    snippet = document["hits"][0]["snippet"]
    spans = document["hits"][0]["highlights"]
    assert [snippet[start:end] for start, end in spans] == ["mean", "mean", "pooling"]


def test_search_document_tells_what_was_looked_for_instead() -> None:
    document = search_document(CORRECTED)
    assert list(document) == ["schema", "query", "hits", "corrected"]
    assert document["query"] == "mean poling"
    assert document["corrected"] == {"poling": "pooling"}


def test_related_document_has_the_promised_keys_and_values() -> None:
    document = related_document("models/BERT.md", RELATED)
    assert list(document) == ["schema", "path", "related"]
    assert (document["schema"], document["path"]) == ("kblink/related/1", "models/BERT.md")
    assert document["related"][0] == {
        "path": "models/transformer.md",
        "title": "Transformer",
        "score": 0.84,
        "signals": {
            "dense": 0.9,
            "meaning": 1.52,
            "words": 0.24,
            "links": -0.5,
            "popularity": 2.0,
        },
        "linked": True,
        "evidence": {
            "source": {
                "path": "models/BERT.md",
                "heading": ["BERT", "Layers"],
                "line": 9,
                "text": "BERT is a stack of encoder layers.",
            },
            "target": {
                "path": "models/transformer.md",
                "heading": ["Transformer"],
                "line": 3,
                "text": "An encoder layer attends, then maps.",
            },
            "naming": {
                "path": "models/BERT.md",
                "heading": ["BERT"],
                "line": 4,
                "text": "transformers",
            },
            "neighbours": {"total": 5, "paths": ["Home.md", "tasks.md"]},
        },
    }
    assert document["related"][1]["evidence"]["naming"] is None


def test_links_document_has_the_promised_keys_and_values() -> None:
    document = links_document(NOTE_LINKS)
    assert list(document) == ["schema", "path", "title", "links", "backlinks", "mentions"]
    assert (document["schema"], document["path"]) == ("kblink/links/1", "models/BERT.md")
    assert document["links"][1]["status"] == "broken-note"
    assert document["backlinks"][1] == {
        "path": "поиск/Гибридный поиск.md",
        "line": 9,
        "column": 1,
        "raw": "[[BERT#Нет]]",
        "status": "broken-heading",
    }
    assert document["mentions"] == [
        {
            "path": "models/RoBERTa.md",
            "line": 5,
            "column": 13,
            "text": "BERT",
            "sentence": "It is still BERT, trained longer.",
        }
    ]


def test_stats_document_keeps_the_order_of_counts() -> None:
    document = stats_document(STATISTICS)
    assert document["schema"] == "kblink/stats/1"
    assert [*document["most_linked"].items()] == [*STATISTICS.most_linked]
    assert document["tags"] == {"идея": 12, "todo": 3}
    assert document["dead_ends"] == ["stray.md", "end.md"]


def test_eval_document_has_the_promised_keys_and_values() -> None:
    metrics = {
        "keyword": {
            "ndcg@10": {"mean": 0.5, "low": 0.25, "high": 0.75},
            "mrr": {"mean": 0.625, "low": 0.5, "high": 0.75},
        },
        "hybrid": {
            "ndcg@10": {"mean": 0.75, "low": 0.5, "high": 1.0},
            "mrr": {"mean": 0.625, "low": 0.375, "high": 0.875},
        },
    }
    assert eval_document(EVALUATION) == {
        "schema": "kblink/eval/1",
        "vault": "/vault",
        "protocol": "queries",
        "seeds": [0],
        "cases": 1060,
        "metrics": metrics,
        "calibration": None,
        "kinds": {"typo": {"cases": 8, "metrics": metrics}},
    }


def test_a_calibration_has_its_bins_and_its_curve() -> None:
    held = Calibration(
        0.25, (ReliabilityBin(0.5, 0.6, 8, 0.55, 0.8),), (CurvePoint(0.5, 0.8, 0.4, 8),)
    )
    assert eval_document(replace(EVALUATION, calibration=held))["calibration"] == {
        "error": 0.25,
        "bins": [{"low": 0.5, "high": 0.6, "cases": 8, "confidence": 0.55, "precision": 0.8}],
        "curve": [{"confidence": 0.5, "precision": 0.8, "recall": 0.4, "cases": 8}],
    }


def test_text_is_written_as_it_is_and_indented_by_two() -> None:
    text = dumps(search_document(Answer("ё", HITS[1:2], "ё")))
    assert "Гибридный поиск" in text
    assert text.splitlines()[1] == '  "schema": "kblink/search/1",'


def test_a_compact_document_is_one_line_whatever_is_in_it() -> None:
    document = search_document(replace(HOSTILE_ANSWER, query=f"a\u2028b\x85c\n{HOSTILE}"))
    text = dumps(document, compact=True)
    assert len(text.splitlines()) == 1
    assert json.loads(text) == document


def test_what_a_terminal_would_act_on_is_escaped_and_comes_back_the_same() -> None:
    document = search_document(HOSTILE_ANSWER)
    text = dumps(document)
    assert not set(text) & set("\x1b\x07\x9b\u202e\u202c\udcff\x7f")
    assert json.loads(text) == document
    text.encode("utf-8")


def test_models_document_has_the_promised_keys_and_values() -> None:
    info = ModelInfo(
        identity=ENCODER,
        key="0123456789ab",
        source="/models/tiny",
        size=1234,
        default=True,
        engine="ONNX Runtime",
        fidelity=(FormFidelity("fp32", "ru", 0.9999, 0.999),),
    )
    document = models_document([info])
    assert document["schema"] == "kblink/models/1"
    (model,) = document["models"]
    promised = ("name", "dimension", "languages", "bytes", "sha256", "source", "default")
    assert {key: model[key] for key in promised} == {
        "name": "all-MiniLM-L6-v2",
        "dimension": 384,
        "languages": ["en"],
        "bytes": 1234,
        "sha256": "53aa",
        "source": "/models/tiny",
        "default": True,
    }
    assert model["fidelity"] == [{"form": "fp32", "language": "ru", "mean": 0.9999, "least": 0.999}]


MOVED = EditReport(
    vault="/vault",
    applied=True,
    journal="journal-20261128T050143Z-0001.json",
    rewrites=(Rewrite(Edit("a.md", 3, 8, "[[b]]", "[[c]]", "0" * 64), 2, 1, 1.0, "b.md is moved"),),
    skipped=(LeftLink("x.md", 7, 2, HOSTILE, "it cannot be written so that it leads there"),),
    moves=(Move("b.md", "c.md"),),
)


def test_edits_document_has_the_promised_keys_and_values() -> None:
    assert edits_document("mv", MOVED) == {
        "schema": "kblink/mv/1",
        "vault": "/vault",
        "applied": True,
        "journal": "journal-20261128T050143Z-0001.json",
        "moves": [{"old": "b.md", "new": "c.md"}],
        "edits": [
            {
                "path": "a.md",
                "line": 2,
                "column": 1,
                "old": "[[b]]",
                "new": "[[c]]",
                "confidence": 1.0,
                "reason": "b.md is moved",
            }
        ],
        "skipped": [
            {
                "path": "x.md",
                "line": 7,
                "column": 2,
                "link": HOSTILE,
                "reason": "it cannot be written so that it leads there",
            }
        ],
    }


def test_the_document_of_fix_has_the_notes_that_it_made() -> None:
    document = edits_document("fix", replace(MOVED, created=("new.md",)))
    assert document["schema"] == "kblink/fix/1"
    assert document["created"] == ["new.md"]


def test_undo_document_has_the_promised_keys_and_values() -> None:
    report = UndoReport("/vault", "journal-1.json", "mv", ("a.md",), (Skipped("b.md", "changed"),))
    assert undo_document(report) == {
        "schema": "kblink/undo/1",
        "vault": "/vault",
        "journal": "journal-1.json",
        "command": "mv",
        "restored": ["a.md"],
        "refused": [{"path": "b.md", "reason": "changed"}],
    }
