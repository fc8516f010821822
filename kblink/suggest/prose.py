"""What of a note's text is prose that a link may stand in, and what is none."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kblink.markdown.parse import ParsedNote

_TICKS = re.compile(
    r"(?<!\\)(?P<escaped>\\*+)(?P<ticks>`+)|\n[ \t>]*(?:\r?\n|(?:[-*+]|\d{1,9}[.)])[ \t])"
)
_MATH = re.compile(r"\$\$")
_LONGEST_MATH = 5000
_INLINE_MATH = re.compile(r"\$(?=(?P<inside>[^\s$](?:(?!\n[ \t>]*\r?\n)[^$]){0,1000})\$)")
# What stands between such tags is no text, or, of a link, is linked already.
_SILENT = re.compile(
    r"<(?P<close>/)?(?P<tag>code|pre|script|style|svg|math|kbd|samp|var|textarea|a)(?=[\s>])"
    r"[^<>]{0,2000}>",
    re.IGNORECASE,
)
_NO_PROSE = re.compile(
    r"</?[A-Za-z](?:[^<>\n]|\n(?![ \t]*\r?\n)){0,2000}>"
    r"|\b(?:https?|ftp|file|obsidian|mailto):\S+|\bwww\.\S+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]+"
    r"|\[\^[^\[\]\s]{1,200}\]:?"  # footnotes
    r"|\[![\w-]+\][+-]?"  # the mark of a callout
    r"|&#?\w+;"
)
_DEFINITION = re.compile(r"[ \t>]*\[(?!\^)[^\]]+\]:")
_FIELD = re.compile(r"[ \t>]*(?:[-*+][ \t]+)?[\w][\w /-]*::")  # a property in the text
_ROW_RULE = re.compile(r"[-|:=*_> \t]+$")
# Behind these, up to a blank line, Markdown is not read.
_CONTAINERS = r"(?:[ \t>]|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))*+"
_HTML_BLOCK = re.compile(
    _CONTAINERS + r"</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col"
    r"|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame"
    r"|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes"
    r"|ol|optgroup|option|p|param|section|source|summary|table|tbody|td|tfoot|th|thead|title|tr"
    r"|track|ul|pre|script|style|textarea)(?:[\s/>]|$)"
    rf"|{_CONTAINERS}</?[A-Za-z][^<>]*>[ \t]*$"
    rf"|{_CONTAINERS}<[!?]",
    re.IGNORECASE,
)


def prose_lines(parsed: ParsedNote) -> Iterator[int]:
    """Yield the lines of a note's body (from 0) that may hold prose: none of the front matter, of
    headings, code, HTML blocks, link definitions and rules."""
    source = parsed.source
    barred = {
        line
        for heading in parsed.note.headings
        for line in range(heading.span.line - 1, heading.span.end_line)
    }
    for first, last in parsed.code:
        barred.update(range(first, last))
    # Between fences nothing begins: an HTML block reaches to the next blank line.
    lines = range(parsed.body_line, len(source.starts))
    for line in lines:
        if line not in barred and "<" in source.line(line) and _HTML_BLOCK.match(source.line(line)):
            rest = range(line, len(source.starts))
            barred.update(takewhile(lambda each: source.line(each).strip(" \t>"), rest))
    for line in lines:
        text = source.line(line)
        if line not in barred and not (_DEFINITION.match(text) or _ROW_RULE.match(text)):
            yield line


def no_prose(parsed: ParsedNote) -> list[tuple[int, int]]:
    """Return what else is no prose, as offsets (end exclusive) in their order, none overlapping:
    comments, inline code, HTML tags, math, addresses, tags, block ids, footnote marks. Links are
    not among them."""
    source, note = parsed.source, parsed.note
    if parsed.body_line >= len(source.starts):
        return []
    start = source.starts[parsed.body_line]
    spans = [*parsed.hidden, *(tag.span for tag in note.tags), *(each.span for each in note.blocks)]
    found = [(span.start, span.end) for span in spans]
    found += _between_tags(source.text, start)
    # What the parser has read a link in is neither code nor math: such marks are no pair.
    links = sorted(link.span.start for link in note.links)
    in_line = (match.span() for match in _NO_PROSE.finditer(source.text, start))
    pairs = (*_between_ticks(parsed, start), *_between_dollars(source.text, start), *in_line)
    found += [each for each in pairs if not _holds(links, each)]
    for line in prose_lines(parsed):
        if match := _FIELD.match(source.text, source.starts[line], source.ends[line]):
            found.append(match.span())
    return _merged(sorted(each for each in found if each[0] < each[1]))


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order of their starts, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _between_ticks(parsed: ParsedNote, start: int) -> Iterator[tuple[int, int]]:
    """Inline code: from a run of backticks to the next one as long, within a paragraph."""
    source = parsed.source
    code = {line for first, last in parsed.code for line in range(first, last)}
    runs: list[re.Match[str]] = []
    for match in _TICKS.finditer(source.text, start):
        if match["ticks"] is None:
            yield from _paired(runs)
            runs = []
        elif bisect_right(source.starts, match.start()) - 1 not in code:
            runs.append(match)
    yield from _paired(runs)


def _paired(runs: Sequence[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Each run that opens code, to the end of the one that closes it. Behind a backslash a backtick
    opens none, but closes it."""
    following: dict[int, int] = {}
    closing: list[int | None] = []
    for run in reversed(runs):
        closing.append(following.get(len(run["ticks"]) - len(run["escaped"]) % 2))
        following[len(run["ticks"])] = run.end()
    reach = -1
    for run, end in zip(runs, reversed(closing), strict=True):
        first = run.start("ticks") + len(run["escaped"]) % 2
        if first >= reach and end is not None and first < run.end():
            reach = end
            yield first, end


def _between_dollars(text: str, start: int) -> Iterator[tuple[int, int]]:
    for match in _INLINE_MATH.finditer(text, start):
        if not match["inside"][-1].isspace():
            yield match.start(), match.end("inside") + 1
    opened: int | None = None
    for match in _MATH.finditer(text, start):
        if opened is None or match.end() - opened > _LONGEST_MATH:
            opened = match.start()
        else:
            yield opened, match.end()
            opened = None
    if opened is not None:
        yield opened, len(text)


def _between_tags(text: str, start: int) -> Iterator[tuple[int, int]]:
    """From an opening tag to the next closing one of its name; nothing where there is none."""
    matches = [*_SILENT.finditer(text, start)]
    following: dict[str, int] = {}
    closing: list[int | None] = []
    for match in reversed(matches):
        tag = match["tag"].lower()
        if match["close"]:
            following[tag] = match.end()
        closing.append(following.get(tag))
    closing.reverse()
    for match, end in zip(matches, closing, strict=True):
        if not match["close"] and end is not None:
            yield match.start(), end


def _holds(links: list[int], bounds: tuple[int, int]) -> bool:
    first = bisect_left(links, bounds[0])
    return first < len(links) and links[first] < bounds[1]
