"""Parse a note: title, aliases, tags, headings, blocks and links, each with its exact span.

A change of what the same text gives counts up `PARSE_VERSION` in `recipe.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kblink.markdown.front_matter import FrontMatter, read_front_matter
from kblink.markdown.language import language_of
from kblink.markdown.plain_text import plain_line
from kblink.markdown.positions import Source, read_lines
from kblink.markdown.read_body import read_body
from kblink.markdown.suppressions import comment_suppressions
from kblink.model import Block, Heading, Note, Problem, Span, Tag, TitleSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class ParsedNote:
    """A note with what its sections are cut from: the source and the parts that are not prose.

    `hidden` are spans of comments and template code; `code` are line ranges (from 0, end
    exclusive); `section_starts` are the headings that open a section (none inside quotes or lists);
    `body_line` is the first line behind the front matter.
    """

    note: Note
    source: Source
    body_line: int = 0
    hidden: tuple[Span, ...] = ()
    code: tuple[tuple[int, int], ...] = ()
    section_starts: tuple[Heading, ...] = ()


def parse_note(path: str, text: str) -> ParsedNote:
    """Parse a note's text (no BOM, newlines as they stand). Never raises, whatever the text."""
    source = read_lines(text)
    front = read_front_matter(source)
    found = read_body(source, front.end_line)
    found.problems.extend(_duplicate_blocks(found.blocks))
    if found.env:
        from kblink.markdown.definitions import definition_problems

        found.problems.extend(definition_problems(found.env, found.labels, source))
    found.hidden.sort()
    title, title_source = _title(path, front, found.headings)
    note = Note(
        path=path,
        title=title,
        title_source=title_source,
        language=language_of(text),
        date=front.date,
        aliases=front.aliases,
        tags=(*(Tag(tag, source.span(0, 0)) for tag in front.tags), *found.tags),
        headings=tuple(found.headings),
        blocks=tuple(found.blocks),
        links=tuple(
            sorted((*front.links, *found.links), key=lambda link: (link.span.start, -link.span.end))
        ),
        anchors=tuple(dict.fromkeys(found.anchors)),
        footnotes=tuple(found.footnotes),
        problems=(*front.problems, *sorted(found.problems, key=attrgetter("span"))),
        suppressions=(*front.suppressions, *comment_suppressions(found.hidden, source)),
    )
    return ParsedNote(
        note,
        source,
        front.end_line,
        tuple(found.hidden),
        tuple(found.code),
        tuple(found.section_starts),
    )


def unreadable_note(path: str, problem: Problem) -> ParsedNote:
    """The note that stands for a file whose text could not be read."""
    name = PurePosixPath(path).stem
    return ParsedNote(Note(path, name, "name", "und", problems=(problem,)), read_lines(""))


def _title(path: str, front: FrontMatter, headings: Sequence[Heading]) -> tuple[str, TitleSource]:
    if front.title:
        return front.title, "front-matter"
    for heading in headings:
        if heading.level == 1 and (title := plain_line(heading.text).strip()):
            return title, "heading"
    return PurePosixPath(path).stem, "name"


def _duplicate_blocks(blocks: Iterable[Block]) -> Iterator[Problem]:
    """The block ids that stood further up already; case does not count."""
    known: set[str] = set()
    for block in blocks:
        key = block.id.lower()
        if key in known:
            message = f"^{block.id} stands further up already; links lead there"
            yield Problem("duplicate-block", message, block.span)
        known.add(key)
