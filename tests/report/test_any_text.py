"""Whatever text a vault holds, each format stays what it is, and the text comes back."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

from examples import BROKEN, CHECKED
from hypothesis import given
from hypothesis import strategies as st

from kblink.links.codes import CODES
from kblink.model import Candidate, CheckReport, Finding
from kblink.report.check_github import github_lines
from kblink.report.check_html import html_lines
from kblink.report.check_junit import junit_lines
from kblink.report.check_markdown import markdown_lines
from kblink.report.check_sarif import sarif_document
from kblink.report.clean import one_line
from kblink.report.json_documents import dumps

HOSTILE = st.sampled_from(
    [
        *("<", ">", "&", '"', "'", "`", "%", ":", ",", "::", "##[", "]](", "|", "\\", "<script>"),
        *("-->", "]]>", "&lt;", "\n", "\r", "\x1b[", "\u202e", "\ufffe", "\udcff", "@all", "{0}"),
    ]
)
TEXTS = st.lists(st.one_of(HOSTILE, st.text(max_size=4)), min_size=1, max_size=8).map("".join)


def finding_of(text: str) -> Finding:
    candidate = Candidate(text, text, 0.9, text)
    return BROKEN._replace(
        path=f"a/{text}.md", message=text, link=text, target=text, candidates=(candidate,)
    )


def report_of(finding: Finding) -> CheckReport:
    return replace(CHECKED, findings=(finding,))


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def elements(text: str) -> Elements:
    finding = finding_of(text)
    parsed = Elements()
    page = html_lines(report_of(finding), [finding], CODES, lambda *_: f"x{text}y")
    parsed.feed("".join(page))
    return parsed


@given(TEXTS)
def test_html_has_the_same_elements_whatever_the_text(text: str) -> None:
    plain, hostile = elements("plain words"), elements(text)
    assert {*hostile.names} == {*plain.names}
    assert hostile.attributes == plain.attributes
    assert one_line(text) in hostile.text


@given(TEXTS)
def test_junit_is_xml_and_gives_the_text_back(text: str) -> None:
    finding = finding_of(text)
    document = "".join(junit_lines(report_of(finding), [finding], fail_on="error"))
    failure = ElementTree.fromstring(document.encode("utf-8")).find(".//failure")
    assert failure is not None
    shown = one_line(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    assert failure.attrib["message"] == shown
    assert shown in (failure.text or "")


@given(TEXTS)
def test_github_has_one_command_a_finding_and_none_else(text: str) -> None:
    finding = finding_of(text)
    lines = "".join(github_lines(report_of(finding), [finding])).splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("::error file=a/")
    properties, _, data = lines[0].removeprefix("::error ").partition("::")
    assert properties.split(",")[-1] == "title=broken-note"
    assert "\r" not in data
    assert not lines[1].startswith("::")


@given(TEXTS)
def test_markdown_has_the_same_lines_whatever_the_text(text: str) -> None:
    finding = finding_of(text)
    lines = "".join(markdown_lines(report_of(finding), [finding], CODES)).splitlines()
    plain = finding_of("plain")
    like = "".join(markdown_lines(report_of(plain), [plain], CODES)).splitlines()
    assert len(lines) == len(like)
    assert [line[:12] for line in lines if "`" not in line] == [
        line[:12] for line in like if "`" not in line
    ]


@given(TEXTS)
def test_sarif_is_json_of_text_that_can_be_printed(text: str) -> None:
    document = dumps(sarif_document([finding_of(text)], CODES, version="1"), compact=True)
    (result,) = json.loads(document)["runs"][0]["results"]
    assert result["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"] == {
        "text": text
    }
    document.encode("utf-8")
    assert not {"\x1b", "\u202e", "\n"} & {*document}
