"""The vault that ships with kblink shows every way to write a link, and what is no link."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import is_normalized, normalize

import pytest

from kblink import Vault

if TYPE_CHECKING:
    from kblink.model import CheckReport, ResolvedLink

SAMPLE = Path(__file__).parent.parent / "sample_vault"
TEXTS = {
    file.relative_to(SAMPLE).as_posix(): file.read_text("utf-8")
    for file in sorted(SAMPLE.rglob("*"))
    if file.suffix in {".md", ".canvas", ".base"}
}
KINDS = {"wiki", "embed", "markdown", "reference", "image", "html", "property", "canvas"}

NAME = r"[^\[\]|#/\\]+"
SYNTAXES = {
    # --- wiki-links
    "name": rf"\[\[{NAME}\]\]",
    "name with a dot": r"\[\[gpt-3\.5\|GPT\]\]",
    "name with its extension": r"\[\[[^]]+\.md[|\]].*",
    "blanks around the name": r"\[\[ BERT \]\]",
    "no-break space in the name": r"\[\[калибровка\xa0уверенности\]\]",
    "end of a path": r"\[\[variants/\w.*",
    "path from the root": r"\[\[/.*",
    "path from the same folder": r"\[\[\./.*",
    "path from the folder above": r"\[\[\.\./.*",
    "path up in the middle": r"\[\[\w+/\.\./.*",
    "display text": rf"\[\[{NAME}\|[^]]+\]\]",
    "empty display text": rf"\[\[{NAME}\|\]\]",
    "escaped pipe": rf"\[\[{NAME}\\\|[^]]+\]\]",
    "heading": rf"\[\[{NAME}#{NAME}\]\]",
    "chain of headings": rf"\[\[{NAME}#{NAME}#{NAME}(\|.*)?\]\]",
    "empty heading": rf"\[\[{NAME}#\]\]",
    "block": rf"\[\[{NAME}#\^[\w-]+(\|.*)?\]\]",
    "footnote": rf"\[\[{NAME}#\[\^\w+\]\|.*\]\]",
    "heading of the same note": rf"\[\[#{NAME}\]\]",
    "chain of headings of the same note": rf"\[\[#{NAME}#{NAME}\]\]",
    "block of the same note": r"\[\[#\^[\w-]+\|.*\]\]",
    "web address in double brackets": r"\[\[https://.*\]\]",
    "canvas": r"\[\[.*\.canvas\|.*\]\]",
    "view of a base": r"\[\[.*\.base#.*\]\]",
    "page of a PDF": r"\[\[.*\.pdf#page=\d\|.*\]\]",
    "selection in a PDF": r"\[\[.*\.pdf#page=\d&selection=.*\]\]",
    # --- embeds
    "embedded note": r"!\[\[похожие заметки\]\]",
    "embedded heading": rf"!\[\[{NAME}#{NAME}\]\]",
    "embedded block": rf"!\[\[{NAME}#\^[\w-]+\]\]",
    "embedded image": r"!\[\[[\w-]+\.svg\]\]",
    "embedded image with a width": r"!\[\[[\w ]+\.png\|\d+\]\]",
    "embedded image with a text and a width": r"!\[\[\w+\.png\|.*\|\d+\]\]",
    "embedded image with a style": r"!\[\[.*\.svg#outline\|.*\]\]",
    "embedded PDF with a height": r"!\[\[.*\.pdf#height=\d+\]\]",
    "embedded canvas": r"!\[\[.*\.canvas\]\]",
    "embedded view of a base": r"!\[\[.*\.base#.*\]\]",
    # --- Markdown
    "relative": r"\[.*\]\(\w+\.md\)",
    "relative without extension": r"\[.*\]\(\w+#[\w-]+\)",
    "relative from the same folder": r"\[.*\]\(\./.*\)",
    "relative from the folder above": r"\[.*\]\(\.\./.*\)",
    "from the root": r"\[.*\]\(/.*\)",
    "folder": r"\[.*\]\(\w+/\)",
    "encoded blank": r"\[.*\]\([\w/-]+%20\w+\.md\)",
    "encoded Cyrillic": r"\[.*\]\((\.\./)*%D0.*\)",
    "encoded block": r"\[.*\]\(<.*#%5E.*>\)",
    "angle brackets": r"\[.*\]\(<.* .*>\)",
    "title": r"\[.*\]\(<.*> \".*\"\)",
    "query": r"\[.*\]\(.*\.md\?plain=1\)",
    "heading by slug": r"\[.*\]\(.*\.md#[a-z-]+\)",
    "heading by Cyrillic slug": r"\[.*\]\(<?.*\.md#[а-я-]+>?\)",
    "heading with an emoji by slug": r"\[.*\]\(.*\.md#-.*\)",
    "second of two equal headings by slug": r"\[.*\]\(<.*\.md#decided-1>\)",
    "anchor": r"\[.*\]\(#cena\)",
    "top": r"\[.*\]\(#top\)",
    "page of a PDF by Markdown": r"\[.*\]\(.*\.pdf#page=\d\)",
    "web": r"\[.*\]\(https://.*\)",
    "other scheme": r"\[.*\]\(obsidian://.*\)",
    "mail": r"<mailto:.*>",
    "autolink": r"<https://.*>",
    "bare address": r"https://.*",
    "full reference": r"\[[^]]+\]\[\w+\]",
    "collapsed reference": r"\[[^]]+\]\[\]",
    "shortcut reference": r"\[[^\[\]]+\]",
    "image": r"!\[[^]|]+\]\(.*\)",
    "image with a width": r"!\[[^]]+\|\d+\]\(.*\)",
    "image by reference": r"!\[[^]]+\]\[\w+\]",
    "image as a link": r"\[!\[.*\]\(.*\)\]\(.*\)",
    "HTML link": r"<a href=.*>",
    "HTML image": r"<img src=.*>",
    # --- canvases and bases
    "file of a card or an expression": r"[\w /]+\.md",
    "name in an expression": r"Reading list",
}
PLACES = {
    "property": r'up: "\[\[.*\]\]"',
    "property, in a list": r'  - "\[\[.*\]\]"',
    "property, by Markdown": r'\w+: "\[.*\]\(.*\)"',
    "property, embedded": r'\w+: "!\[\[.*\]\]"',
    "aliases in one line": r"aliases: \[\w.*\]",
    "nested tag of a property": r"tags: \[.*/.*\]",
    "nested tag": r".* #models/encoder\b.*",
    "tag of Cyrillic and an emoji": r".* #в-работе🔧",
    "inline field": r"\w+:: \[\[.*\]\]",
    "inline field in brackets": r".*\[\w+:: \[\[.*\]\]\].*",
    "inline field in parentheses": r".*\(\w+:: \[\[.*\]\]\).*",
    "behind a number sign": r".*#\[\[.*\]\].*",
    "in brackets": r".*\[\[\[.*\]\]\].*",
    "side by side": r".*\]\]\[\[.*",
    "heading": r"#+ .*\[\[.*\]\]",
    "underlined heading": r"---------+",
    "nested list": r"  - .*\[\[.*\]\].*",
    "numbered list": r"\d\. .*\[\[.*\]\].*",
    "task": r"- \[[ x]\] .*\[\[.*\]\].*",
    "table": r"\| .*\[\[.*\]\].*",
    "quote": r"> \w.*\[\[.*\]\].*",
    "title of a callout": r"> \[!\w+\] .*\[\[.*\]\].*",
    "folded callout": r"> \[!\w+\]- .*",
    "footnote": r"\[\^\w+\]: .*\[\[.*\]\].*",
    "footnote in the text": r".*\^\[.*\[\[.*\]\].*\].*",
    "anchor": r'.*<a id="\w+"></a>.*',
    "block id": r".* \^[\w-]+",
    "definition with a title": r'\[\w+\]: \S+ ".*"',
}
NOT_LINKS = {
    "code": ["[[цеттелькастен]]", "[[attention]]` look", "[[MASK]]", "[[вчера]]"],
    "fence": ["[[not a link, just how", "[[вымышленная заметка]]", "[[Old front page]]"],
    "query": ["[[заметка, которой нет]]"],
    "indented code": ["[[not a link: indented code]]"],
    "math": [r"[[r \le k]]", r"[[m \cdot n]]"],
    "comment": ["[[dead note]]", "[[бэкапы на диск]]", "[[порог похожести]]", "(нет такой.md)"],
    "HTML comment": ["[[канбан]]", "[[query classifier]]", "[[distance buckets]]"],
    "template code": ['[[" + tp.date'],
    "backslash": [r"\[[subwords]]"],
    "excluded note": ["[[вчерашнее]]", "[[{{note}}]]", "[[<% tp.date"],
}
SILENCED = {
    "[[2025-03-31 planning]]": "<!-- kblink-ignore-next-line broken-note -->",
    "[[link-rot#Снаружи]]": "%% kblink-ignore-next-line broken-heading %%",
    "[[план на апрель]]": "kblink-ignore: [broken-note]",
}


@pytest.fixture(scope="module")
def report() -> CheckReport:
    return Vault(SAMPLE).check(all_links=True)


@pytest.fixture(scope="module")
def working(report: CheckReport) -> list[ResolvedLink]:
    """The links that lead somewhere."""
    return [
        link for _, links in report.resolved for link in links if link.status in ("ok", "external")
    ]


def test_links_of_every_kind_lead_somewhere(working: list[ResolvedLink]) -> None:
    assert {link.link.kind for link in working} == KINDS


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_link_is_written_in_every_way(working: list[ResolvedLink], syntax: str) -> None:
    pattern = re.compile(SYNTAXES[syntax])
    assert any(pattern.fullmatch(link.link.raw) for link in working)


@pytest.mark.parametrize("place", PLACES)
def test_notes_use_what_obsidian_has(place: str) -> None:
    lines = [line for text in TEXTS.values() for line in text.splitlines()]
    assert any(re.fullmatch(PLACES[place], line) for line in lines)


def test_a_link_in_decomposed_letters_leads_to_a_file_in_composed_ones(
    working: list[ResolvedLink],
) -> None:
    (link,) = (link for link in working if not is_normalized("NFC", link.link.raw))
    assert normalize("NFC", link.link.raw) == "[[сколько слоёв нужно#Что где лежит|эта]]"
    assert link.target.path == "модели/сколько слоёв нужно.md"


@pytest.mark.parametrize(
    ("why", "written"),
    [(why, written) for why, texts in NOT_LINKS.items() for written in texts],
)
def test_what_only_looks_like_a_link_is_not_reported(
    report: CheckReport, why: str, written: str
) -> None:
    ((path, start),) = (
        (path, found.start())
        for path, text in TEXTS.items()
        for found in re.finditer(re.escape(written), text)
    )
    end = start + len(written)
    links = [
        link
        for at, links in report.resolved
        for link in links
        if at == path and link.link.span.start < end and start < link.link.span.end
    ]
    assert all(why == "comment" and link.status == "ignored" for link in links)
    assert not any(
        item.path == path and item.span.start < end and start < item.span.end
        for item in report.findings
    )


@pytest.mark.parametrize("raw", SILENCED)
def test_a_broken_link_is_silenced_by_what_the_note_says(report: CheckReport, raw: str) -> None:
    ((path, link),) = (
        (path, link) for path, links in report.resolved for link in links if link.link.raw == raw
    )
    assert link.status.startswith("broken-")
    assert SILENCED[raw] in TEXTS[path]
    assert not any(item.link == raw for item in report.findings)


def test_a_template_is_a_target_and_no_more(report: CheckReport) -> None:
    links = [link for _, links in report.resolved for link in links]
    assert any(link.target.path == "Templates/День.md" for link in links)
    assert not any(path.startswith("Templates/") and links for path, links in report.resolved)
