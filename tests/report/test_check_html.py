from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from examples import (
    BROKEN,
    CHECKED,
    CLEAN,
    FINDINGS,
    HEADING,
    HOSTILE_FINDING,
    ORPHAN,
    line_of,
)

from kblink.links.codes import CODES
from kblink.report.check_html import html_lines
from kblink.report.html_style import STYLE, policy

if TYPE_CHECKING:
    from kblink.model import Finding

VOID = {"meta"}


class Page(HTMLParser):
    """The elements of a page with their attributes, and its text; unbalanced tags are an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] != "style":
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page_of(*findings: Finding) -> Page:
    return Page("".join(html_lines(CHECKED, findings, CODES, line_of)))


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_page_has_verdict_numbers_and_every_finding_by_note_and_by_code() -> None:
    page = page_of(*FINDINGS)
    text = words(page.text)
    assert "2 errors, 1 warning, 1 minor in 13 notes, 87 links" in text
    assert "errors2 warnings1 minor1 notes13 links87" in text
    assert text.index("models/BERT.md2 findings") > text.index("By note")
    assert "12:5 error broken-note No note is called “Transfomer”." in text
    assert "See [[Transfomer]] first." in text
    assert "→ [[transformer]] typo" in text
    assert "stray.md:1" in text
    for finding in FINDINGS:
        assert CODES[finding.code].explanation[:60] in text


def test_the_line_is_shown_with_the_link_marked() -> None:
    text = "".join(html_lines(CHECKED, [HEADING], CODES, line_of))
    assert "- 日本 <mark>[[Слияние#Вессы|веса]]</mark>" in text


def test_of_a_long_line_what_stands_around_the_link_is_shown() -> None:
    line = "a" * 500 + "[[x]]" + "b" * 500
    span = BROKEN.span._replace(start=500, end=505, column=501, end_column=506)
    finding = BROKEN._replace(span=span, link="[[x]]")
    text = "".join(html_lines(CHECKED, [finding], CODES, lambda *_: line))
    assert f"…{'a' * 60}<mark>[[x]]</mark>{'b' * 60}…<" in text


def test_without_its_line_the_link_is_shown() -> None:
    text = "".join(html_lines(CHECKED, [BROKEN], CODES, lambda *_: None))
    assert "<mark><bdi>[[Transfomer]]</bdi></mark>" in text


def test_every_anchor_leads_to_a_place_on_the_page() -> None:
    page = page_of(*FINDINGS)
    places = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    links = [attributes["href"] for attributes in page.all("a")]
    assert {f"f{number}" for number in range(4)} <= places
    assert links
    for link in links:
        assert link is not None
        assert link[0] == "#"
        assert link[1:] in places


def test_the_picture_has_a_field_for_each_note_in_proportion() -> None:
    page = page_of(*FINDINGS)
    fields = [each for each in page.all("rect") if "x" in each]
    areas = [float(each["width"] or 0) * float(each["height"] or 0) for each in fields]
    assert [each["class"] for each in fields] == ["error", "note", "error"]
    assert areas[0] > areas[1]
    assert "models/BERT.md: 2 findings" in page.text


def test_it_needs_nothing_but_itself() -> None:
    page = page_of(*FINDINGS, HOSTILE_FINDING)
    names = {name for name, _ in page.elements}
    assert not names & {"script", "img", "link", "iframe", "object", "embed", "form", "base", "use"}
    for name, attributes in page.elements:
        assert not [key for key in attributes if key.startswith("on") or key in ("src", "style")]
        assert name == "a" or "href" not in attributes
    (given,) = [each for each in page.all("meta") if each.get("http-equiv")]
    assert given["content"] == policy()
    assert "default-src 'none'" in policy()
    assert "url(" not in STYLE
    assert "@import" not in STYLE


def test_a_vault_without_findings_has_a_short_page() -> None:
    text = "".join(html_lines(CLEAN, (), CODES, line_of))
    assert "nothing to mend in 1 note, 1 link" in Page(text).text
    assert 'id="notes"' not in text


def test_what_is_not_shown_is_counted() -> None:
    assert "3 not shown: --severity note shows all." in page_of(BROKEN).text


def test_many_notes_are_folded() -> None:
    many = tuple(BROKEN._replace(path=f"{number:04}.md") for number in range(2100))
    report = replace(CHECKED, findings=many)
    folded = "".join(html_lines(report, many, CODES, line_of))
    assert '<details class="note" open>' not in folded
    assert '<details class="note" open>' in "".join(html_lines(CHECKED, FINDINGS, CODES, line_of))
    assert "100 notes with fewer findings left out" in folded


@pytest.mark.parametrize("text", ["<script>x()</script>", "\"'><img src=x onerror=x()>", "&lt;"])
def test_text_of_a_note_is_text_wherever_it_stands(text: str) -> None:
    candidate = BROKEN.candidates[0]._replace(replacement=text, reason=text)
    finding = BROKEN._replace(path=f"{text}.md", message=text, link=text, candidates=(candidate,))
    report = replace(CHECKED, vault=f"/vaults/{text.replace('/', '')}", findings=(finding,))
    harmless = {name for name, _ in page_of(*FINDINGS).elements}
    for line in (None, f"{text}{text}"):
        page = Page("".join(html_lines(report, [finding], CODES, lambda *_, line=line: line)))
        assert {name for name, _ in page.elements} <= harmless
        assert page.text.count(text) >= 5


def test_controls_and_overrides_are_replaced() -> None:
    text = "".join(html_lines(CHECKED, [HOSTILE_FINDING, ORPHAN], CODES, lambda *_: "a\u202eb"))
    assert text.replace("\n", "").replace("\xa0", "").isprintable()
