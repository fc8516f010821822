"""What is read of plain notes without markdown-it, it would read the same."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from markdown_it.common.utils import MD_TRIM_CHARS
from written_texts import texts

from kblink.markdown import read_body
from kblink.markdown.parse import ParsedNote, parse_note
from kblink.markdown.positions import SPACE

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.markdown.found import Found
    from kblink.markdown.positions import Source


def comparable(parsed: ParsedNote) -> ParsedNote:
    """What the order of reading does not change."""
    note = replace(parsed.note, anchors=tuple(sorted(parsed.note.anchors)))
    return replace(parsed, note=note, code=tuple(sorted(parsed.code)))


def by_markdown_it(text: str) -> ParsedNote:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read_body, "_read_in_pieces", lambda *_: False)
        return comparable(parse_note("note.md", text))


def as_it_is_read(text: str) -> ParsedNote:
    return comparable(parse_note("note.md", text))


@settings(max_examples=1000)
@given(texts)
@example("\\http://{")
@example("[[s]]`]` ^g\n)\n\n# <c")
@example("://http://c")
@example("# a | b\n| - | - |\n| [[x]] | y |")
@example("- a\n  - b\n\n      [[c]]\n- d ^id")
@example("| a |\n| - |\n| x | [[y]] |")
@example("text\n2. [[a]]\n\n       [[code]]")
@example("```\n# x\n\n[[a]]\n```\n\n# y\n<!-- [[b]] -->\n\n# z\n[[c]]")
@example("$5 and [[x]] and $6")
@example("[x]: y\n\n# h\n[x] [[x]]")
def test_plain_pieces_are_read_as_markdown_it_reads_them(text: str) -> None:
    assert as_it_is_read(text) == by_markdown_it(text)


def test_real_notes_are_read_as_markdown_it_reads_them(shared: Path) -> None:
    for file in sorted((shared / "corpora").rglob("*.md"))[::7]:
        text = file.read_text("utf-8-sig", "replace")
        assert as_it_is_read(text) == by_markdown_it(text), file


PIECES = """# One

Plain with [[a]].

# Two

<div>[[hidden]]</div>

# Three

- plain again: [[b]] ^id
"""


def test_what_is_not_plain_costs_its_own_piece_only(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    by_tokens = read_body._read_by_tokens

    def watched(source: Source, start: int, end: int, found: Found) -> bool:
        read.append(source.text[start:end])
        return by_tokens(source, start, end, found)

    monkeypatch.setattr(read_body, "_read_by_tokens", watched)
    note = parse_note("note.md", PIECES).note
    assert [link.target for link in note.links] == ["a", "b"]
    assert [block.id for block in note.blocks] == ["id"]
    assert read == ["# Two\n\n<div>[[hidden]]</div>\n\n"]


def test_plain_notes_do_without_markdown_it() -> None:
    script = (
        "import sys\n"
        "from kblink.markdown.parse import parse_note\n"
        "note = parse_note('n.md', '# T\\n\\n- [[a]] `[[b]]` [t](u.md)\\n').note\n"
        "print(len(note.links), any(name.startswith('markdown_it') for name in sys.modules))"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2", "False"]


def test_blanks_are_those_that_markdown_it_cuts_off() -> None:
    assert sorted(SPACE) == sorted(MD_TRIM_CHARS)
