"""What is wrong with a note's link definitions, `[label]: destination`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown_it.common.utils import normalizeReference

from kblink.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from markdown_it.token import Token

    from kblink.markdown.positions import Source
    from kblink.model import Link, Span

_NOWHERE = ("", "#", "<>")
"""Where a definition leads that is a comment: `[//]: # (like this)`."""


def used_labels(tokens: Iterable[Token], links: Iterable[Link]) -> Iterator[str]:
    """Yield the labels that inline tokens and links refer to, normalised as markdown-it does.

    A wiki-link counts: to CommonMark `[[label]]` is a reference in brackets, and editors such as
    foam write definitions for their wiki-links.
    """
    for token in tokens:
        if label := token.meta.get("label"):
            yield str(label)
    for link in links:
        if link.kind in ("wiki", "embed"):
            yield normalizeReference(link.raw.removeprefix("!")[2:-2])
            yield normalizeReference(link.target)


def definition_problems(
    env: Mapping[str, Any], used: Iterable[str], source: Source
) -> Iterator[Problem]:
    """Yield the definitions that stand twice or are not used; `env` is the block parser's."""
    known = set(used)
    for item in env.get("duplicate_refs", ()):
        if item["href"] not in _NOWHERE:
            span = definition_span(item["map"], source)
            message = f"{_label(span, source)!r} is defined above; this definition does nothing"
            yield Problem("duplicate-definition", message, span)
    for label, item in env.get("references", {}).items():
        if label not in known and item["href"] not in _NOWHERE:
            span = definition_span(item["map"], source)
            yield Problem("unused-definition", f"nothing refers to {_label(span, source)!r}", span)


def _label(span: Span, source: Source) -> str:
    """The label of a definition as it is written."""
    return source.text[span.start + 1 : span.end].partition("]:")[0]


def definition_span(lines: list[int], source: Source) -> Span:
    """The lines of a definition, without the blanks and container marks around it."""
    first, last = lines[0], max(lines[0], lines[1] - 1)
    start = source.text.find("[", source.starts[first], source.ends[first])
    end = source.starts[last] + len(source.line(last).rstrip())
    return source.span(max(start, source.starts[first]), max(end, start))
