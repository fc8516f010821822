"""What holds of parsing any text: each check raises AssertionError, or what the parser raised.

Texts are what `vault.read` gives: no BOM at the start, newlines as they stand.
"""

# ruff: noqa: S101 - it asserts

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from kblink.markdown.parse_file import parse_file
from kblink.markdown.sections import Window, split_sections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kblink.model import Link, Note, Span

Check: TypeAlias = "Callable[[str, str], None]"

_LINE_END = re.compile(r"\r\n?|\n")
_PARAGRAPH = "zzz"
_LINE_MARKS = re.compile(r"[\t|\r]|^---", re.MULTILINE)
_BACKTICKS = re.compile("`+")
_WINDOW = Window(256, ("en",))


def spans_are_exact(path: str, text: str) -> None:
    """Every span lies in the text, holds what it is said to hold, and has its line and column."""
    note = parse_file(path, text).note
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    for what, span in _spans(note):
        assert 0 <= span.start <= span.end <= len(text), (what, span)
        for offset, line, column in (
            (span.start, span.line, span.column),
            (span.end, span.end_line, span.end_column),
        ):
            assert 1 <= line <= len(starts), (what, span)
            assert starts[line - 1] + column - 1 == offset, (what, span)
            assert line == len(starts) or offset < starts[line], (what, span)
    for link in note.links:
        assert text[link.span.start : link.span.end] == link.raw, link
        assert link.raw.strip(), link
    for block in note.blocks:
        assert text[block.span.start : block.span.end] == f"^{block.id}", block
    for tag in note.tags:
        raw = text[tag.span.start : tag.span.end].replace("\0", "\ufffd")
        assert raw in ("", f"#{tag.name}"), tag
    for heading in note.headings:
        first = heading.text.split("\n")[0].replace("\ufffd", "\0")
        raw = text[heading.span.start : heading.span.end].replace("\ufffd", "\0")
        assert raw.startswith(first), heading


def links_are_in_order_and_apart(path: str, text: str) -> None:
    """No link stands twice; of two that overlap one holds the other."""
    open_until: list[int] = []
    known: set[tuple[str, Span]] = set()
    for link in parse_file(path, text).note.links:
        assert (link.kind, link.span) not in known, link
        known.add((link.kind, link.span))
        while open_until and open_until[-1] <= link.span.start:
            open_until.pop()
        assert not open_until or link.span.end <= open_until[-1], link
        open_until.append(link.span.end)


def twice_is_the_same(path: str, text: str) -> None:
    """Nothing is kept from one parse to the next."""
    assert parse_file(path, text) == parse_file(path, text)


def sections_are_in_the_text(path: str, text: str) -> None:
    """Sections can be cut from any note, and lie in its lines."""
    parsed = parse_file(path, text)
    lines = len(_LINE_END.findall(text)) + 1
    for section in split_sections(parsed, _WINDOW):
        assert 1 <= section.line <= section.end_line <= lines + 1, section
        assert len(section.body.split("\n")) == section.end_line - section.line, section


def line_ends_do_not_count(path: str, text: str) -> None:
    """With CRLF or CR instead of LF the same is found, at the same lines and columns."""
    if "\r" in text:
        return
    expected = [*_places(parse_file(path, text).note)]
    for end in ("\r\n", "\r"):
        found = [*_places(parse_file(path, text.replace("\n", end)).note)]
        assert found == expected, _difference(expected, found)


def a_paragraph_behind_changes_nothing(path: str, text: str) -> None:
    """Whatever is open at the end of a note stays so, or is closed by a blank line."""
    if not path.endswith(".md"):
        return
    more = f"{text}\n\n{_PARAGRAPH}\n"  # which a comment at the end may silence
    expected, found = (
        [item for item in _places(parse_file(path, whole).note) if item[0] != "silenced"]
        for whole in (text, more)
    )
    assert found == expected, _difference(expected, found)


def a_paragraph_in_front_moves_all_by_two_lines(path: str, text: str) -> None:
    """What opens a note means the same further down, but for front matter."""
    if not path.endswith(".md") or text.startswith("---"):
        return
    expected = [*_places(parse_file(path, text).note, lines=2)]
    found = [*_places(parse_file(path, f"{_PARAGRAPH}\n\n{text}").note)]
    assert found == expected, _difference(expected, found)


def a_quote_moves_links_by_two_columns(path: str, text: str) -> None:
    """A note that is quoted whole has the same links, but for tables, tabs and front matter."""
    if not path.endswith(".md") or _LINE_MARKS.search(text):
        return
    expected = [*_simple_links(parse_file(path, text).note)]
    quoted = "> " + text.replace("\n", "\n> ")
    found = [*_simple_links(parse_file(path, quoted).note, columns=2)]
    assert found == expected, _difference(expected, found)


def code_hides_all(path: str, text: str) -> None:
    """Nothing is found in code, in an HTML comment, or in mathematics."""
    if not path.endswith(".md"):
        return
    for hidden in _hidden(text):
        note = parse_file(path, hidden).note
        assert not any((note.links, note.tags, note.headings, note.blocks)), hidden


def _hidden(text: str) -> Iterator[str]:
    fence = "`" * (3 + max(map(len, _BACKTICKS.findall(text)), default=0))
    yield f"{fence}\n{text}\n{fence}"
    yield f"zzz {fence} {_LINE_END.split(text)[0]} {fence} zzz"
    yield "    " + _LINE_END.sub("\n    ", text)
    yield f"<!-- {text.replace('-->', '').replace('>', '', 1)} -->"
    full_lines = (line for line in _LINE_END.split(text.replace("$", "")) if line.strip())
    yield "\n".join(("$$", *full_lines, "$$"))


def comments_hide_links(path: str, text: str) -> None:
    """Links between lines of `%%` are commented, and nothing else is found there."""
    if not path.endswith(".md"):
        return
    note = parse_file(path, f"%%\n{text.replace('%', '')}\n%%").note
    assert all(link.commented for link in note.links), note.links
    assert not any((note.tags, note.headings, note.blocks)), note


CHECKS: tuple[Check, ...] = (
    code_hides_all,
    comments_hide_links,
    spans_are_exact,
    links_are_in_order_and_apart,
    twice_is_the_same,
    sections_are_in_the_text,
    line_ends_do_not_count,
    a_paragraph_behind_changes_nothing,
    a_paragraph_in_front_moves_all_by_two_lines,
    a_quote_moves_links_by_two_columns,
)


def _spans(note: Note) -> Iterator[tuple[str, Span]]:
    yield from (("link", link.span) for link in note.links)
    yield from (("heading", heading.span) for heading in note.headings)
    yield from (("block", block.span) for block in note.blocks)
    yield from (("tag", tag.span) for tag in note.tags)
    yield from ((problem.code, problem.span) for problem in note.problems)


def _places(note: Note, lines: int = 0) -> Iterator[tuple[object, ...]]:
    """All that was found, with its lines moved by some."""
    for link in note.links:
        yield link.kind, *_words(link), *_place(link.span, lines)
    for heading in note.headings:
        yield "heading", heading.level, heading.text, *_place(heading.span, lines)
    for block in note.blocks:
        yield "block", block.id, *_place(block.span, lines)
    for tag in note.tags:
        yield "tag", tag.name, *_place(tag.span, lines if tag.span.end else 0)
    for problem in note.problems:
        yield "problem", problem.code, *_place(problem.span, lines)
    yield from (("silenced", one.line + lines, one.codes) for one in note.suppressions if one.line)
    yield from (("anchor", _one_end(anchor)) for anchor in note.anchors)
    yield from (("footnote", footnote) for footnote in note.footnotes)


def _words(link: Link) -> tuple[object, ...]:
    texts = (link.raw, link.target, link.fragment, link.display)
    return (*(text if text is None else _one_end(text) for text in texts), link.commented)


def _one_end(text: str) -> str:
    return _LINE_END.sub("\n", text)


def _place(span: Span, lines: int) -> tuple[int, ...]:
    return span.line + lines, span.column, span.end_line + lines, span.end_column


def _simple_links(note: Note, columns: int = 0) -> Iterator[tuple[object, ...]]:
    for link in note.links:
        if "\n" not in link.raw:
            yield link.kind, *_words(link), link.span.line, link.span.column - columns


def _difference(expected: list[tuple[object, ...]], found: list[tuple[object, ...]]) -> str:
    lost = [item for item in expected if item not in found]
    new = [item for item in found if item not in expected]
    return f"lost {lost[:3]}, new {new[:3]}"
