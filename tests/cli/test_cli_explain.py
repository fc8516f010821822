from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kblink.links.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Callable

    from cli_fixtures import Outcome

pytest_plugins = ("cli_fixtures",)


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained(run: Callable[..., Outcome], code: str) -> None:
    words = CODES[code]
    outcome = run("explain", code)
    assert outcome.code == 0
    assert outcome.out.startswith(f"{code}  {words.severity}  {words.title}\n\n  ")
    said = " ".join(outcome.out.split())
    assert " ".join(words.explanation.split()) in said
    assert " ".join(words.example.split()) in said


def test_without_a_code_all_are_listed(run: Callable[..., Outcome]) -> None:
    lines = run("explain").out.splitlines()
    assert [line.split()[:2] for line in lines] == [
        [words.code, words.severity] for words in CODES.values()
    ]
    assert lines[0].endswith(CODES["broken-note"].title)


def test_the_json_document_has_the_words_of_one_code_or_all(run: Callable[..., Outcome]) -> None:
    words = CODES["broken-note"]
    document = run("explain", "broken-note", "--format", "json").document()
    assert document == {
        "schema": "kblink/explain/1",
        "code": "broken-note",
        "severity": "error",
        "title": words.title,
        "explanation": words.explanation,
        "example": words.example,
    }
    without = next(item.code for item in CODES.values() if not item.example)
    assert "example" not in run("explain", without, "--format", "json").document()
    everything = run("explain", "--format", "json").document()
    assert [item["code"] for item in everything["codes"]] == [*CODES]


def test_an_unknown_code_is_2_with_the_nearest(run: Callable[..., Outcome]) -> None:
    outcome = run("explain", "brokn-note")
    assert (outcome.code, outcome.out) == (2, "")
    assert "'brokn-note'. Did you mean 'broken-note'?" in outcome.err


def test_case_does_not_count(run: Callable[..., Outcome]) -> None:
    assert run("explain", "Broken-Note").out == run("explain", "broken-note").out
