"""Links and tags of inline content that is written plainly, found by one pattern in many lines.

Where a line holds more of Markdown's syntax than the pattern knows, or what may go on in the next
line, nothing is returned, and markdown-it reads the text: a property test holds that both find the
same.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kblink.markdown.html_tags import read_tags
from kblink.markdown.read_links import destination_link, split_link
from kblink.markdown.rules.bare_url import LONGEST_SCHEME, match_bare_url
from kblink.markdown.rules.tag import TAG_NAME, is_tag_name
from kblink.model import Link, Span, Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kblink.model import LinkKind

_DIGIT = "\\d\u00b2\u00b3\u00b9\u2070-\u2089"
_ATTRIBUTES = r"""(?:[ ]+[A-Za-z_:][\w:.-]*(?:=(?:"[^"<>\n]*"|'[^'<>\n]*'|[^\s"'=<>`]+))?)*"""
# It begins with the characters that its branches begin with: the search passes all others at once.
# Each branch ends with the group that names it.
_MARK = re.compile(
    rf"""(?=[\[`\\<\#:$%])(?:
    \[\[(?P<target>[^]\[|\#\\\n]*)(?:\#(?P<fragment>[^]\[|\\\n]*))?
        (?:\\?\|(?P<display>[^]\[\\\n]*))?\]\](?!\])(?P<wiki>)
  | \[(?P<label>(?:[^]\[`\\$<&\n]|`[^]\[`\s](?:[^]\[`\n]*[^]\[`\s])?`(?!`))*)\]
        \((?:(?P<destination>(?:[^]\[\s()<>`;\\]|\([^]\[\s()<>`;\\]*\))*)
            |<(?P<angled>[^<>\n`;\\]*)>)
        (?:[ ]+"[^"\n`&\\]*")?\)(?P<markdown>)
  | \[(?!\^)(?=[^]\[`\\$<\n]*\](?![(\[:]))(?P<brackets>)
  | \[\^[^]\[\s\\`<$]+\](?![(\[:])(?P<footnote>)
  | `(?:[^`\n]+`(?!`) | `(?!`)(?:[^`\n]|`(?!`))+``(?!`))(?P<code>)
  | \\(?=[^]\[`<$!\#%\\^:\n])(?P<escape>)
  | <[A-Za-z][A-Za-z0-9+.-]{{1,31}}:[^\s<>\x00-\x20`\\]*>(?P<autolink>)
  | </?[A-Za-z][A-Za-z0-9-]*{_ATTRIBUTES}[ ]?/?>(?P<html>)
  | \#(?<!\S.)(?P<tag>{TAG_NAME})
  | ://[^\s<>\[\]]+(?P<address>)
  | \$(?<![{_DIGIT}]\$)(?<![\#|>]\s\$)(?<!\s\s\$)(?<!\|\$)(?=[^\s$])
        (?:[^$\\\n]|\\[^$\n])*(?<!\s)\$(?![{_DIGIT}])(?P<formula>)
  | \$(?!\$)(?<!\$\$)(?:(?=\s)|(?<=\d\$)|(?![^$]*\$)|(?=[^$\\]*(?:\s\$|\$\d)))(?P<dollar>)
  | (?:[\[`\\$] | %% | <(?=[A-Za-z/!?%]))(?P<other>)
    )""",
    re.VERBOSE,
)
_PASSED = frozenset({"brackets", "footnote", "code", "formula", "dollar"})
_HIDING = re.compile(r"%%|(?:^|\s)#")
"""What a label may hold that is more than text."""
_MARK_IN_ADDRESS = re.compile(r"[`$\\%#]|(?<!^)://")
_ANCHOR_ELEMENT = re.compile(r"<a[\s>]", re.IGNORECASE)
_PLAIN_ELEMENT = re.compile(r"[^\n:<]*(?:<(?!/a>)[^\n:<]*)*</a>", re.IGNORECASE)


class NotPlainError(Exception):
    """Only the inline parser can tell what stands at `offset`."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


@dataclass(slots=True)
class PlainLinks:
    """What was found, in the order of the text; `anchors` are those that HTML sets."""

    links: list[Link] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)


def plain_links(
    text: str, starts: Sequence[int], stretches: Iterable[tuple[int, int]]
) -> PlainLinks:
    """Find the links and tags in stretches of a text; `starts` are the offsets of its lines.

    Raises NotPlainError where they hold anything that is not plain.
    """
    scan = _Scan(starts)
    for first, last in stretches:
        scan.behind = first
        for mark in _MARK.finditer(text, first, last):
            kind = mark.lastgroup
            if kind not in _PASSED:
                _READERS[kind](scan, mark)
    return scan.found


@dataclass(slots=True)
class _Scan:
    """`behind` is where the last link, tag or escape ends; what follows has no part of it."""

    starts: Sequence[int]
    found: PlainLinks = field(default_factory=PlainLinks)
    behind: int = 0

    def wiki(self, mark: re.Match[str]) -> None:
        raw, span = self._bracketed(mark)
        target, fragment, display = mark.group("target", "fragment", "display")
        target = target.strip()
        if not target and not raw.strip("![]").strip():
            raise NotPlainError(mark.start())
        kind: LinkKind = "embed" if raw[0] == "!" else "wiki"
        fragment = fragment if fragment is None else fragment.strip()
        display = display if display is None else display.strip()
        self.found.links.append(split_link(kind, raw, span, target, fragment, display))

    def markdown(self, mark: re.Match[str]) -> None:
        raw, span = self._bracketed(mark)
        label = mark["label"]
        if _HIDING.search(label):
            raise NotPlainError(mark.start())
        kind: LinkKind = "image" if raw[0] == "!" else "markdown"
        display = label if kind == "image" else label.replace("`", "")
        link = destination_link(
            kind, raw, span, mark["destination"] or mark["angled"] or "", display
        )
        self.found.links.append(link)

    def autolink(self, mark: re.Match[str]) -> None:
        address = mark[0][1:-1]
        link = destination_link("markdown", mark[0], self._span(*mark.span()), address, address)
        self.found.links.append(link)

    def html(self, mark: re.Match[str]) -> None:
        if _ANCHOR_ELEMENT.match(mark[0]) and not _PLAIN_ELEMENT.match(mark.string, mark.end()):
            raise NotPlainError(mark.start())  # an address in it would be no link of its own
        span = self._span(*mark.span())
        for tag in read_tags(mark[0]):
            if tag.anchor:
                self.found.anchors.append(tag.anchor)
            if tag.destination is not None:
                link = destination_link("html", mark[0], span, tag.destination, None)
                self.found.links.append(link)

    def tag(self, mark: re.Match[str]) -> None:
        if is_tag_name(mark["tag"]):
            self.found.tags.append(Tag(mark["tag"], self._span(*mark.span())))

    def address(self, mark: re.Match[str]) -> None:
        text, colon = mark.string, mark.start()
        before = text[max(self.behind, colon - LONGEST_SCHEME) : colon]
        bounds = match_bare_url(text, colon, before, mark.end())
        if bounds is not None:
            raw = text[slice(*bounds)]
            link = Link("markdown", raw, self._span(*bounds), raw, external=True)
            self.found.links.append(link)
        elif _MARK_IN_ADDRESS.search(mark[0]):
            raise NotPlainError(mark.start())

    def escape(self, mark: re.Match[str]) -> None:
        self.behind = mark.end() + 1

    def other(self, mark: re.Match[str]) -> None:
        raise NotPlainError(mark.start())

    def _bracketed(self, mark: re.Match[str]) -> tuple[str, Span]:
        """A link in brackets; a `!` in front of it makes it an image or embed."""
        start, end = mark.span()
        if start > self.behind and mark.string[start - 1] == "!":
            start -= 1
        return mark.string[start:end], self._span(start, end)

    def _span(self, start: int, end: int) -> Span:
        """The span of what stands on one line, as all does here."""
        self.behind = end
        line = bisect_right(self.starts, start)
        shift = 1 - self.starts[line - 1]
        return Span(start, end, line, start + shift, line, end + shift)


_READERS: dict[str | None, Callable[[_Scan, re.Match[str]], None]] = {
    "wiki": _Scan.wiki,
    "markdown": _Scan.markdown,
    "autolink": _Scan.autolink,
    "html": _Scan.html,
    "tag": _Scan.tag,
    "address": _Scan.address,
    "escape": _Scan.escape,
    "other": _Scan.other,
}
