"""Suggested links for a person at a terminal: by note, the surest first, each in its sentence."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from kblink.report.clean import one_line
from kblink.report.in_sentence import in_sentence
from kblink.report.places import place
from kblink.report.ranking import ranking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kblink.model import Suggestion

_PHRASE_LIMIT = 120
_EVIDENCE_LIMIT = 240


def suggested_links(
    suggestions: Sequence[Suggestion],
    *,
    line_of: Callable[[str, int], str | None],
    root: str | None = None,
) -> Iterator[RenderableType]:
    """Yield a ranked list for each note, under its path; `root` makes hyperlinks.

    `line_of` gives a line of a note by path and number. Suggestions of one note follow each other.
    """
    if not suggestions:
        yield Text("No link is suggested.", style="dim")
    for number, (path, of_note) in enumerate(groupby(suggestions, lambda each: each.link.path)):
        yield from [Text()] * bool(number)
        yield place(path, root=root, style="bold")
        yield Text()
        yield _of_note(of_note, line_of, root)


def _of_note(
    suggestions: Iterable[Suggestion],
    line_of: Callable[[str, int], str | None],
    root: str | None,
) -> RenderableType:
    return ranking([(each.link.confidence, _block(each, line_of, root)) for each in suggestions])


def _block(
    suggestion: Suggestion, line_of: Callable[[str, int], str | None], root: str | None
) -> RenderableType:
    link = suggestion.link
    head = Text(one_line(link.anchor, _PHRASE_LIMIT), style="bold")
    head.append(" → ", style="dim not bold")
    head.append_text(place(link.target, root=root, style="not bold"))
    where = Text(f"{link.span.line}:{link.span.column}  ", style="dim")
    where.append(one_line(suggestion.replacement, 2 * _PHRASE_LIMIT), style="cyan not dim")
    parts: list[RenderableType] = [head, where]
    line = line_of(link.path, link.span.line)
    if line is not None:
        shown = in_sentence(line, link.span)
        parts.append(
            Text.assemble(shown.before, (shown.marked, "bold green"), shown.after, overflow="fold")
        )
    if link.evidence:
        parts.append(Text(one_line(link.evidence, _EVIDENCE_LIMIT), style="dim"))
    return Group(*parts)
