"""Real vaults, read in place: nothing in them breaks a reader, and every span is exact."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from kblink import Vault
from kblink.markdown.parse import parse_note
from kblink.markdown.sections import Window, split_sections

if TYPE_CHECKING:
    from pathlib import Path

VAULTS = (
    "seed-vault",
    "data-engineering-wiki",
    "foam-docs",
    "quartz-docs",
    "lixelv-notes",
    "rust-book",
)
SHAPES = {
    "wiki": r"\[\[.+\]\]",
    "embed": r"!\[\[.+\]\]",
    "property": r"!?\[\[.+\]\]",
    "markdown": r"\[.*\]\(.*\)|<\S+>|https?://\S+",
    "reference": r"\[.+\]",
    "image": r"!\[.*[\])]",
    "html": r"<[A-Za-z].*>",
}
LINE_END = re.compile(r"\r\n?|\n")


@pytest.fixture(params=VAULTS)
def corpus(request: pytest.FixtureRequest, shared: Path) -> Path:
    folder: Path = shared / "corpora" / request.param
    if not folder.is_dir():
        pytest.skip(f"no corpus {folder}")
    return folder


def test_text_at_the_span_of_every_link_is_its_raw_text(corpus: Path) -> None:
    seen = 0
    for file in corpus.rglob("*.md"):
        text = file.read_bytes().decode("utf-8-sig")
        lines = LINE_END.split(text)
        for link in parse_note(file.name, text).note.links:
            span = link.span
            assert text[span.start : span.end] == link.raw
            assert re.fullmatch(SHAPES[link.kind], link.raw, re.DOTALL), (file, link)
            head = LINE_END.split(link.raw)[0]
            assert lines[span.line - 1][span.column - 1 :].startswith(head)
            seen += 1
    assert seen > 200


def test_sections_keep_the_lines_of_the_file(corpus: Path) -> None:
    for file in corpus.rglob("*.md"):
        text = file.read_bytes().decode("utf-8-sig")
        lines = LINE_END.split(text)
        for section in split_sections(parse_note(file.name, text), Window(256, ("en",))):
            body = section.body.split("\n")
            assert len(body) == section.end_line - section.line
            for number, line in enumerate(body, start=section.line):
                for word in re.findall(r"[^\W\d_]{4,}", line)[:1]:
                    shown = lines[number - 1].replace("*", "")
                    assert word in shown or "http" in shown or "%" in shown, (file, number)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("seed-vault", {"ok": 1982, "broken-note": 603, "external": 150, "ambiguous": 26}),
    ],
)
def test_verdicts_on_the_links_of_a_vault(
    shared: Path, name: str, expected: dict[str, int]
) -> None:
    report = Vault(shared / "corpora" / name).check(all_links=True)
    assert Counter(link.status for _, links in report.resolved for link in links) == expected


def test_examples_of_link_syntax_in_code_are_not_reported(shared: Path) -> None:
    report = Vault(shared / "corpora" / "foam-docs").check()
    broken = [item for item in report.findings if item.code == "broken-note"]
    assert len(broken) <= 4
