"""What the tokens of markdown-it say of a note: headings, blocks, links, tags, problems."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kblink.markdown.contents import Content, contents
from kblink.markdown.definitions import used_labels
from kblink.markdown.html_tags import read_tags
from kblink.markdown.positions import ContentMap, Segment, Source
from kblink.markdown.read_links import html_link, read_links
from kblink.markdown.tokens import block_tokens, inline_tokens
from kblink.model import Block, Heading, Problem, Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from markdown_it.token import Token

    from kblink.markdown.found import Found

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
_LEAVES = frozenset({"fence", "html_block", "comment_block"})
"""Blocks that go on until they are closed."""
_CODE = frozenset({"fence", "code_block"})


def read_by_tokens(source: Source, first: int, last: int, found: Found) -> bool:
    """Read the lines from `first` to `last` (from 0, exclusive) into `found`.

    Tells whether all that begins in these lines ends in them too.
    """
    end = source.starts[last] if last < len(source.starts) else len(source.text)
    tokens = block_tokens(source.text[source.starts[first] : end], found.env)
    for lines in _line_ranges(tokens, found.env):
        lines[:] = [lines[0] + first, lines[1] + first]
    for content in contents(tokens, source):
        _read_content(content, source, found)
    _read_blocks(tokens, source, found)
    found.footnotes.extend(
        str(token.meta["label"]) for token in tokens if token.type == "footnote_reference_open"
    )
    return not any(token.type in _LEAVES and token.map and token.map[1] >= last for token in tokens)


def _line_ranges(tokens: Iterable[Token], env: Mapping[str, Any]) -> list[list[int]]:
    """The line ranges of tokens and of the definitions that were found with them."""
    definitions = (*env.get("references", {}).values(), *env.get("duplicate_refs", ()))
    found = (*(token.map for token in tokens), *(each["map"] for each in definitions))
    # An opening token and what is in it may share one list.
    return [*{id(lines): lines for lines in found if lines is not None}.values()]


def _read_content(content: Content, source: Source, found: Found) -> None:
    tokens = inline_tokens(content.text, found.env)
    if content.container == "paragraph" and content.text.startswith("#"):
        _read_nbsp_heading(content, source, found)
    if not tokens and content.container != "heading" and "^" not in content.text:
        return
    positions = content.locate()
    links = [*read_links(tokens, positions, source)]
    found.links.extend(links)
    if "references" in found.env:
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


def _read_token(token: Token, positions: ContentMap, source: Source, found: Found) -> None:
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


def _read_nbsp_heading(content: Content, source: Source, found: Found) -> None:
    if match := _NBSP_HEADING.match(content.text):
        span = source.span(*content.locate().slice(*match.span()))
        message = "a no-break space behind the marks: this is text, no heading"
        found.problems.append(Problem("nbsp-heading", message, span))


def _read_block_id(content: Content, positions: ContentMap, source: Source, found: Found) -> None:
    match = _BLOCK_ID.search(content.text) if "^" in content.text else None
    if match and (content.container != "cell" or match.start(1) == 0):
        span = source.span(*positions.slice(*match.span(1)))
        found.blocks.append(Block(match[2], span))


def _read_blocks(tokens: Iterable[Token], source: Source, found: Found) -> None:
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


def _read_html(token: Token, source: Source, start: int, end: int, found: Found) -> None:
    raw = source.text[start:end]
    if token.type == "comment_block" or raw.lstrip(" \t>").startswith("<!--"):
        found.hidden.append(source.span(start, end))
    if token.type == "comment_block":
        opening, closing = raw.find("%%"), raw.rfind("%%")
        last = start + closing if closing > opening else end
        found.comments.append((start + opening + 2, last))
    if token.type == "html_block":
        _read_tags(raw, lambda index: start + index, source, found)


def _read_tags(html: str, offset: Callable[[int], int], source: Source, found: Found) -> None:
    """Read links and anchors of HTML; `offset` leads from an index in it to the source."""
    for tag in read_tags(html):
        if tag.anchor:
            found.anchors.append(tag.anchor)
        if tag.destination is not None:
            start, end = offset(tag.start), offset(tag.end - 1) + 1
            found.links.append(html_link(tag.destination, source, start, end))


def read_comments(source: Source, found: Found) -> None:
    """Read the links inside `%% … %%`, line by line: what is a comment has no blocks."""
    for start, end in found.comments:
        offset = start
        for line in source.text[start:end].splitlines(keepends=True):
            positions = ContentMap((Segment(0, offset),))
            links = read_links(inline_tokens(line, found.env), positions, source)
            found.links.extend(link._replace(commented=True) for link in links)
            offset += len(line)
