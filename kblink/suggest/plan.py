"""From suggested links to what is shown of them, and to the edits that write them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kblink.model import LeftLink, Progress, SuggestReport
from kblink.suggest.put_links import NoteText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kblink.model import Applied, Edit, SuggestedLink, Suggestion
    from kblink.suggest.write_link import LinkWriter

SHOWN = 0.5
"""Confidence from which on a suggestion is shown: more likely right than wrong."""
SURE = 0.9
"""Confidence from which on it is written unasked: of ten such links nine are right."""
CHANGED = "the note has changed since it was read"
BY_ANOTHER_PATH = "it stands in a file that another path leads to"
UNWRITABLE = "no link can stand there that leads to {} and changes nothing else"

ReadFile: TypeAlias = "Callable[[str], tuple[str, str] | None]"
Bars: TypeAlias = "Callable[[str, str, str], bool]"
"""Whether a link is not wanted: from the note of a path, a phrase and a target."""


class Found(NamedTuple):
    """Suggestions that can be written, by note and the surest of each first, the phrases that
    cannot, and the digest of each note's file as it was read."""

    suggestions: tuple[Suggestion, ...]
    left: tuple[LeftLink, ...]
    digests: Mapping[str, str]


class Planned(NamedTuple):
    """The suggestions that are written, with the edits that do it, and those that are left."""

    suggestions: tuple[Suggestion, ...]
    edits: tuple[Edit, ...]
    left: tuple[LeftLink, ...]


def find_suggestions(
    suggested: Iterable[SuggestedLink],
    writer: LinkWriter,
    read: ReadFile,
    bars: Bars,
    *,
    minimum: float,
    limit: int | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Found:
    """Put suggested links into words: those of at least a confidence that are not barred, `limit`
    of each note at most.

    `read` gives a file's text without BOM and the digest of its bytes, None where it cannot be
    edited for itself; it raises OSError.
    """
    suggestions: list[Suggestion] = []
    left: list[LeftLink] = []
    digests: dict[str, str] = {}
    by_note = _by_note(suggested)
    for done, (path, links) in enumerate(by_note):
        progress(Progress("trying links", done, len(by_note)))
        wanted = [
            link
            for link in links
            if link.confidence >= minimum and not bars(path, link.anchor, link.target)
        ]
        if not wanted:
            continue
        text = _read(path, read)
        if isinstance(text, str):
            left.extend(_left(link, text) for link in wanted)
            continue
        written = NoteText(path, *text, writer).written(wanted)
        places = {each.link.span.start for each in written}
        left.extend(
            _left(link, UNWRITABLE.format(link.target))
            for link in wanted
            if link.span.start not in places
        )
        digests[path] = text[1]
        suggestions.extend(written[:limit])
    progress(Progress("trying links", len(by_note), len(by_note)))
    return Found(tuple(suggestions), tuple(left), digests)


def plan_edits(
    suggestions: Iterable[Suggestion],
    digests: Mapping[str, str],
    writer: LinkWriter,
    read: ReadFile,
) -> Planned:
    """Plan the edits that write suggestions; notes whose digest is another one now are left."""
    written: list[Suggestion] = []
    edits: list[Edit] = []
    left: list[LeftLink] = []
    by_path: defaultdict[str, list[SuggestedLink]] = defaultdict(list)
    for each in suggestions:
        by_path[each.link.path].append(each.link)
    for path, links in by_path.items():
        text = _read(path, read)
        if not isinstance(text, str) and text[1] != digests.get(path):
            text = CHANGED
        if isinstance(text, str):
            left.extend(_left(link, text) for link in links)
            continue
        note = NoteText(path, *text, writer)
        found = note.written(links)
        written.extend(found)
        edits.extend(note.edits(found))
    return Planned(tuple(written), tuple(edits), tuple(left))


def written_report(vault: str, found: Found, plan: Planned, done: Applied) -> SuggestReport:
    """The report on a plan that was written as far as `done` says: what was refused is skipped."""
    refused = {item.path: item.reason for item in done.refused}
    left = [
        _left(each.link, refused[each.link.path])
        for each in plan.suggestions
        if each.link.path in refused
    ]
    return SuggestReport(
        vault,
        applied=True,
        journal=done.journal,
        suggestions=tuple(each for each in plan.suggestions if each.link.path not in refused),
        edits=tuple(edit for edit in plan.edits if edit.path not in refused),
        skipped=tuple(sorted((*found.left, *plan.left, *left))),
    )


def _by_note(links: Iterable[SuggestedLink]) -> list[tuple[str, list[SuggestedLink]]]:
    """The links of each note, the surest first, then in the order of the text."""
    by_path: defaultdict[str, list[SuggestedLink]] = defaultdict(list)
    for link in links:
        by_path[link.path].append(link)
    return [
        (path, sorted(found, key=lambda link: (-link.confidence, link.span.start)))
        for path, found in sorted(by_path.items())
    ]


def _read(path: str, read: ReadFile) -> tuple[str, str] | str:
    """A file's text and digest; the reason where it cannot be edited."""
    try:
        return read(path) or BY_ANOTHER_PATH
    except OSError as error:
        return error.strerror or str(error)


def _left(link: SuggestedLink, reason: str) -> LeftLink:
    return LeftLink(link.path, link.span.line, link.span.column, link.anchor, reason)
