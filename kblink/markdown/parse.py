"""Parse a note: title, aliases, tags, headings, blocks and links, each with its exact span."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kblink.markdown.contents import Content, contents
from kblink.markdown.definitions import definition_problems, used_labels
from kblink.markdown.front_matter import FrontMatter, read_front_matter
from kblink.markdown.html_tags import read_tags
from kblink.markdown.language import language_of
from kblink.markdown.plain_text import plain_line
from kblink.markdown.positions import ContentMap, Segment, Source, read_lines
from kblink.markdown.read_links import html_link, read_links
from kblink.markdown.suppressions import comment_suppressions
from kblink.markdown.tokens import block_tokens, inline_tokens
from kblink.model import Block, Heading, Link, Note, Problem, Span, Tag, TitleSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from markdown_it.token import Token

PARSE_VERSION = 3
"""Changes whenever the same text would give another `Note`: stored ones are then made anew."""

_BLOCK_ID = re.compile(r"(?:^|[ \t\n])(\^([A-Za-z0-9-]+))[ \t]*$")
_NBSP_HEADING = re.compile("#{1,6}[\u00a0\u202f]")
_HIDDEN = frozenset({"comment", "template_code"})
_PROBLEMS = {
    "spaced_destination": (
        "not-a-link",
        "{} is no link: put the destination in <angle brackets>",
    ),
    "undefined_reference": ("undefined-reference", "no definition of {!r} in this note"),
}
_CODE = frozenset({"fence", "code_block"})


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


@dataclass(slots=True)
class _Found:
    """What the walk over one note's tokens has collected so far."""

    headings: list[Heading] = field(default_factory=list)
    section_starts: list[Heading] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    hidden: list[Span] = field(default_factory=list)
    code: list[tuple[int, int]] = field(default_factory=list)
    comments: list[tuple[int, int]] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)


def parse_note(path: str, text: str) -> ParsedNote:
    """Parse a note's text (no BOM, newlines as they stand). Never raises, whatever the text."""
    source = read_lines(text)
    front = read_front_matter(source)
    env: dict[str, object] = {}
    tokens = block_tokens(_without_front_matter(source, front), env)
    found = _Found(links=list(front.links), problems=list(front.problems))
    for content in contents(tokens, source):
        _read_content(content, source, env, found)
    _read_blocks(tokens, source, found)
    _read_comments(source, env, found)
    found.problems.extend(_duplicate_blocks(found.blocks))
    found.problems.extend(definition_problems(env, found.labels, source))
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
        links=tuple(sorted(found.links, key=lambda link: (link.span.start, -link.span.end))),
        anchors=tuple(dict.fromkeys(found.anchors)),
        footnotes=tuple(_footnotes(tokens)),
        problems=tuple(found.problems),
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


def _without_front_matter(source: Source, front: FrontMatter) -> str:
    """The text with empty lines for its front matter, so that all lines keep their numbers."""
    if front.end_line >= len(source.starts):
        return ""
    return "\n" * front.end_line + source.text[source.starts[front.end_line] :]


def _title(path: str, front: FrontMatter, headings: Sequence[Heading]) -> tuple[str, TitleSource]:
    if front.title:
        return front.title, "front-matter"
    for heading in headings:
        if heading.level == 1 and (title := plain_line(heading.text).strip()):
            return title, "heading"
    return PurePosixPath(path).stem, "name"


def _read_content(content: Content, source: Source, env: dict[str, object], found: _Found) -> None:
    tokens = inline_tokens(content.text, env)
    if content.container == "paragraph" and content.text.startswith("#"):
        _read_nbsp_heading(content, source, found)
    if not tokens and content.container != "heading" and "^" not in content.text:
        return
    positions = content.locate()
    links = [*read_links(tokens, positions, source)]
    found.links.extend(links)
    if "references" in env:
        found.labels.update(used_labels(tokens, links))
    for token in tokens:
        _read_token(token, positions, source, found)
    if content.container == "heading":
        span = source.span(*positions.slice(0, len(content.text)))
        heading = Heading(content.level, content.text, span)
        found.headings.append(heading)
        if not content.nested:
            found.section_starts.append(heading)
    _read_block_id(content, positions, source, found)


def _read_token(token: Token, positions: ContentMap, source: Source, found: _Found) -> None:
    if token.type == "html_inline":
        base = token.meta["start"]
        _read_tags(token.content, lambda index: positions.offset(base + index), source, found)
        hidden = token.content.startswith("<!--")
    else:
        hidden = token.type in _HIDDEN
    if token.type != "tag" and token.type not in _PROBLEMS and not hidden:
        return
    span = source.span(*positions.slice(token.meta["start"], token.meta["end"]))
    if hidden:
        found.hidden.append(span)
        if token.type == "comment":
            found.comments.append((span.start + 2, span.end - 2))
    elif token.type == "tag":
        found.tags.append(Tag(token.content, span))
    else:
        code, words = _PROBLEMS[token.type]
        found.problems.append(Problem(code, words.format(token.content), span))


def _read_nbsp_heading(content: Content, source: Source, found: _Found) -> None:
    if match := _NBSP_HEADING.match(content.text):
        span = source.span(*content.locate().slice(*match.span()))
        message = "a no-break space behind the marks: this is text, no heading"
        found.problems.append(Problem("nbsp-heading", message, span))


def _read_block_id(content: Content, positions: ContentMap, source: Source, found: _Found) -> None:
    match = _BLOCK_ID.search(content.text) if "^" in content.text else None
    if match and (content.container != "cell" or match.start(1) == 0):
        span = source.span(*positions.slice(*match.span(1)))
        found.blocks.append(Block(match[2], span))


def _read_blocks(tokens: Iterable[Token], source: Source, found: _Found) -> None:
    for token in tokens:
        if token.map is None:
            continue
        first, last = token.map
        if token.type in _CODE:
            found.code.append((first, last))
        elif token.type in ("html_block", "comment_block"):
            start = source.starts[first]
            end = source.ends[max(first, min(last, len(source.ends)) - 1)]
            _read_html(token, source, start, end, found)


def _read_comments(source: Source, env: dict[str, object], found: _Found) -> None:
    """Read the links inside `%% … %%`, line by line: what is a comment has no blocks."""
    for start, end in found.comments:
        offset = start
        for line in source.text[start:end].splitlines(keepends=True):
            positions = ContentMap((Segment(0, offset),))
            links = read_links(inline_tokens(line, env), positions, source)
            found.links.extend(replace(link, commented=True) for link in links)
            offset += len(line)


def _duplicate_blocks(blocks: Iterable[Block]) -> Iterator[Problem]:
    """The block ids that stood further up already; case does not count."""
    known: set[str] = set()
    for block in blocks:
        key = block.id.lower()
        if key in known:
            message = f"^{block.id} stands further up already; links lead there"
            yield Problem("duplicate-block", message, block.span)
        known.add(key)


def _read_html(token: Token, source: Source, start: int, end: int, found: _Found) -> None:
    raw = source.text[start:end]
    if token.type == "comment_block" or raw.lstrip(" \t>").startswith("<!--"):
        found.hidden.append(source.span(start, end))
    if token.type == "comment_block":
        opening, closing = raw.find("%%"), raw.rfind("%%")
        last = start + closing if closing > opening else end
        found.comments.append((start + opening + 2, last))
    if token.type == "html_block":
        _read_tags(raw, lambda index: start + index, source, found)


def _read_tags(html: str, offset: Callable[[int], int], source: Source, found: _Found) -> None:
    """Read links and anchors of HTML; `offset` leads from an index in it to the source."""
    for tag in read_tags(html):
        if tag.anchor:
            found.anchors.append(tag.anchor)
        if tag.destination is not None:
            start, end = offset(tag.start), offset(tag.end - 1) + 1
            found.links.append(html_link(tag.destination, source, start, end))


def _footnotes(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "footnote_reference_open":
            yield str(token.meta["label"])
