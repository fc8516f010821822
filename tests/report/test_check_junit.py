from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from examples import (
    AMBIGUOUS,
    BROKEN,
    CHECKED,
    CLEAN,
    FINDINGS,
    HOSTILE_FINDING,
    ORPHAN,
)
from junitparser import JUnitXml
from xmlschema import XMLSchema, XMLSchemaValidationError

from kblink.report.check_junit import junit_lines

if TYPE_CHECKING:
    from kblink.config import FailOn
    from kblink.model import Finding

SCHEMA = XMLSchema(Path(__file__).with_name("junit.xsd"))


def document(*findings: Finding, fail_on: FailOn = "error", prefix: str = "") -> str:
    lines = junit_lines(CHECKED, findings, fail_on=fail_on, prefix=prefix)
    return "".join(lines)


@pytest.mark.parametrize("findings", [(), FINDINGS, (HOSTILE_FINDING,)])
def test_it_is_valid_by_the_schema(findings: tuple[Finding, ...]) -> None:
    SCHEMA.validate(document(*findings))


def test_the_schema_refuses_what_readers_do_not_know() -> None:
    with pytest.raises(XMLSchemaValidationError, match="column"):
        SCHEMA.validate(document(*FINDINGS).replace("<testcase ", '<testcase column="1" ', 1))


def test_a_reader_finds_a_suite_a_note_and_a_case_a_finding() -> None:
    parsed = JUnitXml.fromstring(document(*FINDINGS, prefix="docs/").encode())
    assert (parsed.tests, parsed.failures) == (4, 2)
    suites = list(parsed)
    assert [suite.name for suite in suites] == [
        "docs/models/BERT.md",
        "docs/поиск/Гибридный поиск.md",
        "docs/stray.md",
    ]
    assert [(suite.tests, suite.failures) for suite in suites] == [(2, 1), (1, 1), (1, 0)]
    first, second = list(suites[0])
    assert first.name == "12:5 broken-note [[Transfomer]]"
    (failure,) = first.result
    assert (failure.type, failure.message) == ("broken-note", "No note is called “Transfomer”.")
    assert failure.text.endswith("→ [[transformer]]")
    assert second.result == []
    assert "warning ambiguous" in second.system_out


@pytest.mark.parametrize(
    ("fail_on", "failures"), [("error", 1), ("warning", 2), ("note", 3), ("never", 0)]
)
def test_a_case_fails_where_its_finding_would_fail_the_run(fail_on: FailOn, failures: int) -> None:
    text = document(BROKEN, AMBIGUOUS, ORPHAN, fail_on=fail_on)
    assert JUnitXml.fromstring(text.encode()).failures == failures
    assert text.count("<failure ") == failures


def test_a_report_without_findings_has_a_case_that_passes() -> None:
    text = "".join(junit_lines(CLEAN, (), fail_on="error"))
    parsed = JUnitXml.fromstring(text.encode())
    assert (parsed.tests, parsed.failures) == (1, 0)
    (case,) = list(next(iter(parsed)))
    assert case.name == "nothing to mend in 1 note, 1 link"


def test_what_xml_forbids_is_replaced() -> None:
    text = document(HOSTILE_FINDING._replace(message="a\x00\ufffe\uffff<&\"'>\ud800b"))
    failure = ElementTree.fromstring(text).find(".//failure")
    assert failure is not None
    assert failure.attrib["message"] == "a\ufffd\ufffd\ufffd<&\"'>\ufffdb"
    assert text.replace("\n", "").isprintable()
