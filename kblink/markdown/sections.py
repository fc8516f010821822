"""Cut a note into sections: what is embedded and found.

A section is the text under one heading, or before the first. One that is longer than the encoder's
window is split at paragraphs, then lines, then sentences. A section's body keeps the lines of the
file one to one, so that whatever is found in it knows its line. A change of what the same note
gives counts up `SECTIONS_VERSION` in `recipe.py`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kblink.markdown.boilerplate import plain
from kblink.markdown.language import language_of
from kblink.markdown.plain_text import plain_line
from kblink.markdown.positions import read_lines
from kblink.model import Heading, Link, Note, Section, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from kblink.markdown.parse import ParsedNote

_CODE_LINES = 12
"""Lines of a code block that are kept: what it is about stands on top."""
_WORD = re.compile(r"\w{3,}")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_LATIN = re.compile(r"[A-Za-z]")
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE_END = re.compile(r"(?<=[.!?…;])\s+")


@dataclass(frozen=True, slots=True)
class Window:
    """What an encoder reads of a text: `tokens` at most, of the `languages` that it knows."""

    tokens: int
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line of a body, or a sentence of one; `line` counts from 0 in the file."""

    line: int
    text: str


def split_sections(
    parsed: ParsedNote, window: Window, boilerplate: AbstractSet[str] = frozenset()
) -> tuple[Section, ...]:
    """Cut a note into sections; one without any text is a single section with its title alone.

    The lines of `boilerplate` are in no section's `text`, but stay in its `body`.
    """
    lines = _plain_lines(parsed)
    body = _without_headings(lines, parsed.section_starts)
    note = parsed.note
    sections: list[Section] = []
    for path, first, last in _heading_paths(parsed, lines):
        head = _head(note, path)
        room = max(window.tokens - approximate_tokens(head, window.languages) - 3, 32)
        pieces = [_Piece(index, body[index]) for index in range(first, last)]
        for passage in _passages(pieces, room, window.languages):
            sections.append(_section(len(sections), path, head, passage, boilerplate))
    if not sections and telling_title(note):
        only = (_Piece(min(parsed.body_line, len(lines) - 1), ""),)
        sections.append(_section(0, (), _head(note, ()), only, boilerplate))
    return tuple(sections)


def text_digest(text: str) -> str:
    """Return what a text that is embedded is known by: its sha256, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def body_lines(parsed: ParsedNote) -> list[str]:
    """Return the lines of a note's text as they are read, without its headings."""
    return _without_headings(_plain_lines(parsed), parsed.section_starts)


def approximate_tokens(text: str, languages: Sequence[str]) -> int:
    """About how many tokens a BERT tokenizer makes of a text.

    Measured with all-MiniLM-L6-v2: 0.25 a Latin letter; 0.95 a letter of a script that its
    vocabulary lacks; one for every other character. Scripts of a known language: a third a letter.
    """
    latin = len(_LATIN.findall(text))
    foreign = len(_LETTER.findall(text)) - latin
    other = sum(not character.isspace() for character in text) - latin - foreign
    known = any(language != "en" for language in languages)
    return round(0.25 * latin + (0.33 if known else 0.95) * foreign + other)


def telling_title(note: Note) -> str:
    """A note's title; empty where it is a file name that says nothing."""
    says_nothing = note.title_source == "name" and not _LETTERS.search(note.title)
    return "" if says_nothing else note.title


# --- lines --------------------------------------------------------------------------------------


def _plain_lines(parsed: ParsedNote) -> list[str]:
    """The note's lines as they are read: comments, markup and most of long code taken out."""
    source = parsed.source
    text = _replaced(source.text, _replacements(parsed))
    raw = read_lines(text)
    lines = [raw.line(index) for index in range(len(raw.starts))]
    code = _code_lines(parsed.code)
    for index, line in enumerate(lines):
        if index < parsed.body_line or code.get(index) is False:
            lines[index] = ""
        elif index not in code:
            lines[index] = plain_line(line)
    return lines


def _replacements(parsed: ParsedNote) -> Iterator[tuple[Span, str]]:
    for span in parsed.hidden:
        yield span, ""
    for link in parsed.note.links:
        if link.kind not in ("html", "property"):
            yield link.span, link_text(link)


def _replaced(text: str, replacements: Iterable[tuple[Span, str]]) -> str:
    """Replace outermost spans; every line end inside one is kept behind its replacement."""
    parts: list[str] = []
    position = 0
    for span, shown in sorted(replacements, key=lambda item: (item[0].start, -item[0].end)):
        if span.start < position:
            continue
        parts += text[position : span.start], shown, _line_ends(text[span.start : span.end])
        position = span.end
    return "".join([*parts, text[position:]])


def _line_ends(raw: str) -> str:
    return "\n" * (len(read_lines(raw).starts) - 1)


def link_text(link: Link) -> str:
    """What a reader sees of a link: its display text, else the name that it leads to."""
    if link.external and link.display is None:
        return ""
    if link.kind == "embed":
        return ""
    shown = link.display or PurePosixPath(link.target).name
    shown = shown.removesuffix(".md") or (link.fragment or "").lstrip("^#")
    return " ".join(shown.split())


def _code_lines(blocks: Iterable[tuple[int, int]]) -> dict[int, bool]:
    """Lines of code blocks: whether each is kept."""
    return {
        line: first < line <= first + _CODE_LINES
        for first, last in blocks
        for line in range(first, last)
    }


# --- sections -----------------------------------------------------------------------------------


def _heading_paths(
    parsed: ParsedNote, lines: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Yield heading path, first and last line (from 0, last exclusive) of each section."""
    stack: list[tuple[int, str]] = []
    starts: list[tuple[tuple[str, ...], int]] = [((), parsed.body_line)]
    for heading in parsed.section_starts:
        while stack and stack[-1][0] >= heading.level:
            stack.pop()
        stack.append((heading.level, _heading_text(heading, lines)))
        starts.append((tuple(text for _, text in stack if text), heading.span.line - 1))
    bounds = [*starts, ((), len(lines))]
    title = telling_title(parsed.note)
    for (path, first), (_, last) in pairwise(bounds):
        yield path[1:] if path and path[0] == title else path, first, last


def _heading_text(heading: Heading, lines: Sequence[str]) -> str:
    return " ".join(lines[heading.span.line - 1 : heading.span.end_line]).strip()


def _without_headings(lines: Sequence[str], headings: Iterable[Heading]) -> list[str]:
    body = list(lines)
    for heading in headings:
        for index in range(heading.span.line - 1, heading.span.end_line):
            body[index] = ""
    return body


def _head(note: Note, path: Sequence[str]) -> str:
    """What stands in front of a body when it is embedded: title › heading path."""
    return " › ".join(part for part in (telling_title(note), *path) if part)


def _section(
    ordinal: int,
    path: tuple[str, ...],
    head: str,
    passage: Sequence[_Piece],
    boilerplate: AbstractSet[str],
) -> Section:
    first, last = passage[0].line, passage[-1].line
    lines = [""] * (last - first + 1)
    for piece in passage:
        lines[piece.line - first] = f"{lines[piece.line - first]} {piece.text}".strip(" ")
    body = "\n".join(lines)
    read = [line for line in map(plain, lines) if line]
    telling = " ".join(line for line in read if line not in boilerplate)
    text = "\n".join(part for part in (head, telling) if part) or " ".join(read)
    digest = text_digest(text)
    return Section(ordinal, path, first + 1, last + 2, body, text, digest, language_of(text))


# --- passages -----------------------------------------------------------------------------------


def _passages(
    pieces: Sequence[_Piece], room: int, languages: Sequence[str]
) -> Iterator[tuple[_Piece, ...]]:
    """Pack pieces into passages of at most `room` tokens; one without a word is left out."""
    passage: list[_Piece] = []
    used = 0
    for unit in _units(pieces, room, languages):
        size = sum(approximate_tokens(piece.text, languages) for piece in unit)
        if passage and used + size > room:
            yield from _worded(passage)
            passage, used = [], 0
        passage.extend(unit)
        used += size
    yield from _worded(passage)


def _worded(passage: Sequence[_Piece]) -> Iterator[tuple[_Piece, ...]]:
    if any(_WORD.search(piece.text) for piece in passage):
        yield tuple(passage)


def _units(
    pieces: Sequence[_Piece], room: int, languages: Sequence[str]
) -> Iterator[tuple[_Piece, ...]]:
    """Yield what is kept together: paragraphs; of a long one its lines; of a long line its
    sentences, and of a long sentence as many words as fit."""
    for _, group in groupby(pieces, key=lambda piece: not piece.text.strip()):
        paragraph = tuple(group)
        if sum(approximate_tokens(piece.text, languages) for piece in paragraph) <= room:
            yield paragraph
            continue
        for piece in paragraph:
            for sentence in _sentences(piece.text, room, languages):
                yield (_Piece(piece.line, sentence),)


def _sentences(line: str, room: int, languages: Sequence[str]) -> Iterator[str]:
    if approximate_tokens(line, languages) <= room:
        yield line
        return
    for sentence in _SENTENCE_END.split(line):
        if approximate_tokens(sentence, languages) <= room:
            yield sentence
        else:
            yield from _runs_of_words(sentence, room, languages)


def _runs_of_words(sentence: str, room: int, languages: Sequence[str]) -> Iterator[str]:
    """Cut a sentence at blanks into runs that fit; a word that does not fit is cut itself."""
    run: list[str] = []
    used = 0
    for word in sentence.split():
        for start in range(0, len(word), room):  # a character is one token at the most
            part = word[start : start + room]
            size = approximate_tokens(part, languages)
            if run and used + size > room:
                yield " ".join(run)
                run, used = [], 0
            run.append(part)
            used += size
    yield " ".join(run)
