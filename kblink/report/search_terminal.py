"""Hits of a search for a person at a terminal, best first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from kblink.report.clean import one_line
from kblink.report.highlight import query_spans
from kblink.report.places import heading_trail, place
from kblink.report.ranking import ranking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.model import Hit

_SNIPPET_LIMIT = 400


def search_results(query: str, hits: Sequence[Hit], *, root: str | None = None) -> RenderableType:
    """Return a ranked table of `hits`; `root` makes places hyperlinks.

    Each hit shows its score, title and headings, place, the sides that found it, and its snippet
    with the words of `query` in bold.
    """
    if not hits:
        return Text(f"Nothing found for “{one_line(query)}”.", style="dim")
    return ranking([(hit.score, _hit_block(query, hit, root)) for hit in hits])


def _hit_block(query: str, hit: Hit, root: str | None) -> RenderableType:
    line = place(hit.path, hit.line, root=root, style="dim")
    line.append(f"  {_sides(hit)}", style="cyan not dim")
    return Group(heading_trail(hit.title, hit.heading_path), line, _snippet(query, hit.snippet))


def _sides(hit: Hit) -> str:
    sides = ((hit.keyword, "words"), (hit.dense, "meaning"))
    return " + ".join(name for value, name in sides if value is not None)


def _snippet(query: str, snippet: str) -> Text:
    words = one_line(snippet, _SNIPPET_LIMIT)
    text = Text(words)
    for start, end in query_spans(query, words):
        text.stylize("bold green", start, end)
    return text
