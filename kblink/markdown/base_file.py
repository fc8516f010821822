"""Bases (Obsidian's `.base` files): YAML whose filters and formulas may name notes."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import yaml

from kblink.markdown.base_expressions import names_in
from kblink.markdown.escapes import offsets_past
from kblink.markdown.guarded_yaml import UnreadableYamlError, compose_guarded
from kblink.markdown.positions import Source, read_lines
from kblink.markdown.read_links import wiki_link
from kblink.model import Link, Note, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

_OF_EXPRESSIONS = frozenset({"filters", "formulas", "summaries"})
_ESCAPES = {
    "'": re.compile("''"),
    '"': re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])"),
}
_FIRST_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)?")
_NAMED_ESCAPES = {'"': '"', "\\": "\\", "/": "/", " ": " ", "t": "\t", "\t": "\t"}


def parse_base(path: str, text: str) -> Note:
    """Parse a base (no BOM). Never raises: what is no base has an `invalid-base` problem."""
    source = read_lines(text)
    links: list[Link] = []
    problems: list[Problem] = []
    try:
        links.extend(_links(compose_guarded(text), source))
    except UnreadableYamlError as error:
        problems.append(_invalid(error, source))
    return Note(
        path=path,
        title=PurePosixPath(path).stem,
        title_source="name",
        language="und",
        links=tuple(sorted(links, key=lambda link: link.span.start)),
        problems=tuple(problems),
    )


def _invalid(error: UnreadableYamlError, source: Source) -> Problem:
    line = min(error.line or 0, len(source.starts) - 1)
    message = f"base not read: {error} (line {line + 1}); mend it in a text editor"
    return Problem("invalid-base", message, source.span(source.starts[line], source.ends[line]))


def _links(base: yaml.Node | None, source: Source) -> Iterator[Link]:
    if base is None:
        return
    if not isinstance(base, yaml.MappingNode):
        raise UnreadableYamlError("it is no mapping of filters, formulas and views", 0)
    for expressions in _expressions(base):
        yield from _links_in(expressions, source)


def _expressions(base: yaml.MappingNode) -> Iterator[yaml.Node]:
    """The parts of a base that hold expressions; names and settings of views are none."""
    for name, value in _entries(base):
        if name in _OF_EXPRESSIONS:
            yield value
        elif name == "views" and isinstance(value, yaml.SequenceNode):
            for view in value.value:
                yield from (part for name, part in _entries(view) if name == "filters")


def _entries(node: yaml.Node) -> Iterator[tuple[str, yaml.Node]]:
    """The entries of a mapping, none of another node."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                yield key.value, value


def _links_in(node: yaml.Node, source: Source) -> Iterator[Link]:
    """The links of all expressions below a node: its scalars, but for keys."""
    if isinstance(node, yaml.ScalarNode):
        yield from _links_of(node, source)
        return
    inner = node.value if isinstance(node, yaml.SequenceNode) else dict(_entries(node)).values()
    for value in inner:
        yield from _links_in(value, source)


def _links_of(scalar: yaml.ScalarNode, source: Source) -> Iterator[Link]:
    """The links of one expression. It is read as written, lines not yet joined: no name holds a
    line end."""
    start, end = scalar.start_mark.index, scalar.end_mark.index
    escape = _ESCAPES.get(scalar.style or "")
    if escape:
        start, end = start + 1, end - 1
        expression = escape.sub(_unescape, source.text[start:end])
        offset = offsets_past(escape.finditer(source.text, start, end), start)
    else:
        if scalar.style in ("|", ">"):  # whose first line has but the mark, and maybe a comment
            first_line = _FIRST_LINE.match(source.text, start, end)
            start = first_line.end() if first_line else start
        expression = source.text[start:end]
        offset = offsets_past((), start)
    for first, last in names_in(expression):
        span = source.span(offset(first), offset(last))
        name = expression[first:last]
        link = wiki_link("property", name if "[[" in name else f"[[{name}]]", span)
        yield link._replace(raw=source.text[span.start : span.end])


def _unescape(escape: re.Match[str]) -> str:
    """The character that an escape stands for; a line end for those that no name holds."""
    written = escape[0]
    if written == "''":
        return "'"
    digits = written[2:]
    if digits:
        return chr(int(digits, 16))
    return _NAMED_ESCAPES.get(written[1], "\n")
