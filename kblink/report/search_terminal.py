"""Hits of a search for a person at a terminal, best first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from kblink.report.clean import one_line
from kblink.report.places import heading_trail, place
from kblink.report.ranking import ranking

if TYPE_CHECKING:
    from kblink.model import Answer, Hit

_SNIPPET_LIMIT = 400


def search_results(answer: Answer, *, root: str | None = None) -> RenderableType:
    """Return a ranked table of hits, under a line on what was corrected; `root` makes places
    hyperlinks.

    Each hit shows its score, title and headings, place, the sides that found it, and its snippet
    with the words of the query in bold.
    """
    parts: list[RenderableType] = []
    if answer.corrected:
        parts.append(_corrected(answer))
    if answer.hits:
        parts.append(ranking([(hit.score, _hit_block(hit, root)) for hit in answer.hits]))
    else:
        parts.append(Text(f"Nothing found for “{one_line(answer.read_as)}”.", style="dim"))
    return Group(*parts)


def _corrected(answer: Answer) -> Text:
    line = Text("Showing results for ", style="dim")
    line.append(one_line(answer.read_as), style="bold not dim")
    typed = ", ".join(f"“{one_line(word)}”" for word, _ in answer.corrected)
    return line.append(f"; no note has {typed}\n")


def _hit_block(hit: Hit, root: str | None) -> RenderableType:
    line = place(hit.path, hit.line, root=root, style="dim")
    line.append(f"  {_sides(hit)}", style="cyan not dim")
    return Group(heading_trail(hit.title, hit.heading_path), line, _snippet(hit))


def _sides(hit: Hit) -> str:
    sides = ((hit.keyword, "words"), (hit.dense, "meaning"))
    return " + ".join(name for value, name in sides if value is not None)


def _snippet(hit: Hit) -> Text:
    text = Text(one_line(hit.snippet, _SNIPPET_LIMIT))
    for start, end in hit.highlights:  # a snippet has no breaks, so that its letters keep places
        text.stylize("bold green", start, end)
    return text
