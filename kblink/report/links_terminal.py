"""A note's links for a person at a terminal: what leads from it, what leads to it, what might."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from kblink.report.clean import one_line
from kblink.report.hanging import Hanging
from kblink.report.places import place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.model import LinkStatus, Mention, NoteLinks, ResolvedLink

_RAW_LIMIT = 160
_TITLE_LIMIT = 200
_SIGNS: dict[LinkStatus, tuple[str, str]] = {
    "ok": ("✓", "green"),
    "external": ("↗", "cyan"),
    "ignored": ("·", "dim"),
    "ambiguous": ("!", "yellow"),
}
_BROKEN = ("✗", "bold red")


def note_links_blocks(links: NoteLinks, *, root: str | None = None) -> RenderableType:
    """Return the note's title and its outgoing links, backlinks and mentions, each with its place.

    `root` makes places hyperlinks.
    """
    head = Text(one_line(links.title, _TITLE_LIMIT), style="bold")
    head.append("  ").append_text(place(links.path, root=root, style="dim not bold"))
    return Group(
        head,
        *_block("Outgoing", [_outgoing(item) for item in links.outgoing]),
        *_block("Backlinks", [_backlink(path, item, root) for path, item in links.backlinks]),
        *_block("Mentioned without a link", [_mention(item, root) for item in links.mentions]),
    )


def _block(name: str, lines: Sequence[RenderableType]) -> list[RenderableType]:
    head = Text.assemble((name, "bold"), (f"  {len(lines):,}" if lines else "  none", "dim"))
    return [Text(), head, *lines]


def _outgoing(item: ResolvedLink) -> RenderableType:
    span = item.link.span
    prefix = Text().append_text(_sign(item.status))
    prefix.append(f"{f'{span.line}:{span.column}':<8}", style="dim")
    line = Text(one_line(item.link.raw, _RAW_LIMIT), overflow="fold")
    line.append(f"  {_where(item)}", style="dim")
    return Hanging(prefix, line)


def _where(item: ResolvedLink) -> str:
    """Return what the verdict was, or where the link leads."""
    path = item.target.path
    if item.status == "ok":
        return f"→ {one_line(path or '')}"
    return item.status if path is None else f"{item.status}: {one_line(path)}"


def _backlink(path: str, item: ResolvedLink, root: str | None) -> RenderableType:
    span = item.link.span
    line = place(path, span.line, span.column, root=root)
    line.append(f"  {one_line(item.link.raw, _RAW_LIMIT)}", style="dim")
    if item.status != "ok":
        line.append(f"  {item.status}", style="dim")
    return Hanging(_sign(item.status), line)


def _mention(item: Mention, root: str | None) -> RenderableType:
    where = place(item.path, item.span.line, item.span.column, root=root)
    sentence = one_line(item.sentence)
    phrase = one_line(item.text)
    quote = Text(sentence, style="dim")
    if found := _whole_words(phrase).search(sentence) or re.search(re.escape(phrase), sentence):
        quote.stylize("bold not dim", *found.span())
    return Hanging(Text("  "), Group(where, Hanging(Text("  "), quote)))


def _whole_words(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){re.escape(phrase)}(?![^\W_])")


def _sign(status: LinkStatus) -> Text:
    sign, style = _SIGNS.get(status, _BROKEN)
    return Text(f"  {sign} ", style=style)
