"""From inline tokens to links: decode destinations, keep raw text and exact span."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kblink.markdown.rules.wiki_link import split_wiki_link
from kblink.model import Link, LinkKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from kblink.markdown.positions import ContentMap, Source

_EXTERNAL_WIKI = re.compile(r"(?:[a-z][a-z0-9+.-]*://|mailto:)", re.IGNORECASE)


def is_external(kind: LinkKind, target: str) -> bool:
    """Whether a target is an address outside of any vault.

    A wiki-link's is where it has a scheme and `//`; any other's where it holds a `:` and does not
    begin with `./` or `../`, or begins with `//`.
    """
    if kind in ("wiki", "embed", "property"):
        return _EXTERNAL_WIKI.match(target) is not None
    if target.startswith(("./", "../")):
        return False
    return ":" in target or target.startswith("//")


def read_links(tokens: Sequence[Token], positions: ContentMap, source: Source) -> Iterator[Link]:
    """Yield the links among the tokens of one inline content, but for those in HTML."""
    for index, token in enumerate(tokens):
        if token.type in _READERS and "start" in token.meta:
            start, end = positions.slice(token.meta["start"], token.meta["end"])
            raw, span = source.text[start:end], source.span(start, end)
            yield _READERS[token.type](tokens, index, raw, span)


def html_link(destination: str, source: Source, start: int, end: int) -> Link:
    """A link made of an HTML tag, whose raw text is the tag."""
    raw = source.text[start:end]
    return destination_link("html", raw, source.span(start, end), destination, None)


def destination_link(
    kind: LinkKind, raw: str, span: Span, destination: str, display: str | None
) -> Link:
    """A link made of the destination of Markdown or HTML.

    It is split at its raw `#` and `?`; then percents in each piece are decoded.
    """
    if is_external(kind, destination):
        return Link(kind, raw, span, destination, None, display, external=True)
    path, mark, fragment = destination.partition("#")
    target = unquote(path.partition("?")[0])
    return Link(kind, raw, span, target, unquote(fragment) if mark else None, display)


def wiki_link(kind: LinkKind, raw: str, span: Span) -> Link:
    """A link made of the raw text `[[…]]` or `![[…]]`."""
    return split_link(kind, raw, span, *split_wiki_link(raw))


def split_link(
    kind: LinkKind, raw: str, span: Span, target: str, fragment: str | None, display: str | None
) -> Link:
    """A link made of the parts of a wiki-link."""
    if is_external(kind, target):
        address = target if fragment is None else f"{target}#{fragment}"
        return Link(kind, raw, span, address, None, display, external=True)
    return Link(kind, raw, span, target, fragment, display)


def _wiki(_tokens: Sequence[Token], _index: int, raw: str, span: Span) -> Link:
    return wiki_link("embed" if raw.startswith("!") else "wiki", raw, span)


def _markdown(tokens: Sequence[Token], index: int, raw: str, span: Span) -> Link:
    kind: LinkKind = "markdown" if raw.endswith((")", ">")) else "reference"
    destination = str(tokens[index].attrs.get("href", ""))
    return destination_link(kind, raw, span, destination, _label(tokens, index))


def _image(tokens: Sequence[Token], index: int, raw: str, span: Span) -> Link:
    destination = str(tokens[index].attrs.get("src", ""))
    return destination_link("image", raw, span, destination, tokens[index].content)


def _bare_url(_tokens: Sequence[Token], _index: int, raw: str, span: Span) -> Link:
    return Link("markdown", raw, span, raw, external=True)


def _label(tokens: Sequence[Token], index: int) -> str:
    """The text between `link_open` at `index` and its `link_close`."""
    parts = []
    for token in tokens[index + 1 :]:
        if token.type == "link_close":
            break
        parts.append(" " if token.type in ("softbreak", "hardbreak") else token.content)
    return "".join(parts)


_READERS = {
    "wiki_link": _wiki,
    "link_open": _markdown,
    "image": _image,
    "bare_url": _bare_url,
}
