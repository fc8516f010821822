"""What `check` keeps of each note: its names and places, and the links worth a word.

A large vault has millions of links, and nearly all lead where they should. A survey forgets these
at once: of the rest, of what leads where, and of the places in notes all findings can be made.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from kblink.links.places import Places, places_of
from kblink.links.resolve import leads_plainly, resolve_link, resolve_within
from kblink.model import is_note

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kblink.config import LinkSettings
    from kblink.links.targets import TargetIndex
    from kblink.model import Link, Note, Problem, ResolvedLink, Suppression

Edges: TypeAlias = "Mapping[str, set[str]]"


@dataclass(frozen=True, slots=True)
class NoteSurvey:
    """One note (or canvas, or base). `links` are those worth a word, or all where that was asked
    for; `judged` ones too, but with their candidates; `pending` ones wait for the other notes'
    places; `link_count` counts all but ignored ones.
    """

    path: str
    title: str
    aliases: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    places: Places | None = None
    links: tuple[ResolvedLink, ...] = ()
    judged: tuple[ResolvedLink, ...] = ()
    pending: tuple[Link, ...] = ()
    link_count: int = 0


@dataclass(slots=True)
class LinkGraph:
    """What leads where: the files that a link of another note leads to (`linked`), the notes that
    link to another note (`linking`), and which notes each note embeds (`embeds`)."""

    linked: set[str] = field(default_factory=set)
    linking: set[str] = field(default_factory=set)
    embeds: dict[str, set[str]] = field(default_factory=dict)

    def add(self, source: str, link: ResolvedLink) -> None:
        """Take a resolved link of the note `source` into account."""
        target = link.target.path
        if target is None:
            return
        self.add_embed(source, link)
        if target != source:
            self.add_target(source, target)

    def add_target(self, source: str, target: str) -> None:
        """Take a link of the note `source` to another file into account."""
        self.linked.add(target)
        if is_note(target):
            self.linking.add(source)

    def add_embed(self, source: str, link: ResolvedLink) -> None:
        """Take a link into account where it embeds a note."""
        target = link.target
        if target.path and link.link.kind == "embed" and target.kind != "attachment":
            self.embeds.setdefault(source, set()).add(target.path)

    def merge(self, other: LinkGraph) -> None:
        """Take all that another graph knows."""
        self.linked.update(other.linked)
        self.linking.update(other.linking)
        for source, targets in other.embeds.items():
            self.embeds.setdefault(source, set()).update(targets)


@dataclass(slots=True)
class Survey:
    """All notes of a vault by path, and what leads where."""

    notes: dict[str, NoteSurvey] = field(default_factory=dict)
    graph: LinkGraph = field(default_factory=LinkGraph)

    def merge(self, other: Survey) -> None:
        """Take all notes of another survey."""
        self.notes.update(other.notes)
        self.graph.merge(other.graph)


def survey_notes(
    notes: Iterable[Note], index: TargetIndex, settings: LinkSettings, *, keep_all: bool
) -> Survey:
    """Survey notes one by one, while `index` knows the vault's files but no note's places.

    With `keep_all` every link is kept, not only those worth a word.
    """
    survey = Survey()
    for note in notes:
        survey.notes[note.path] = _survey_note(note, index, settings, survey.graph, keep_all)
    return survey


def _survey_note(
    note: Note,
    index: TargetIndex,
    settings: LinkSettings,
    graph: LinkGraph,
    keep_all: bool,  # noqa: FBT001 - internal
) -> NoteSurvey:
    places = places_of(note)
    kept: list[ResolvedLink] = []
    pending: list[Link] = []
    ignored = 0
    for link in note.links:
        if not keep_all and (path := leads_plainly(link, note.path, index)):
            graph.add_target(note.path, path)
            continue
        resolved = resolve_within(link, note.path, places, index, settings)
        if resolved is None:
            pending.append(link)
            continue
        graph.add(note.path, resolved)
        ignored += resolved.status == "ignored"
        if keep_all or is_worth_a_word(resolved):
            kept.append(resolved)
    return NoteSurvey(
        note.path,
        note.title,
        note.aliases,
        note.problems,
        note.suppressions,
        places,
        links=tuple(kept),
        pending=tuple(pending),
        link_count=len(note.links) - ignored,
    )


def settle_pending(
    survey: Survey, index: TargetIndex, settings: LinkSettings, *, keep_all: bool
) -> None:
    """Resolve what waited, now that `index` has the places of all notes."""
    for note in survey.notes.values():
        if not note.pending:
            continue
        resolved = [resolve_link(link, note.path, index, settings) for link in note.pending]
        for link in resolved:
            survey.graph.add(note.path, link)
        kept = [link for link in resolved if keep_all or is_worth_a_word(link)]
        links = by_place((*note.links, *kept)) if kept else note.links
        survey.notes[note.path] = replace(note, links=links, pending=())


def is_worth_a_word(link: ResolvedLink) -> bool:
    """Whether a link may make a finding: where it leads nowhere, has a warning, or may be part of a
    circle of embeds."""
    return (
        link.status not in ("ok", "external")
        or bool(link.warnings)
        or (link.link.kind == "embed" and link.target.kind != "attachment")
    )


def by_place(links: Iterable[ResolvedLink]) -> tuple[ResolvedLink, ...]:
    """Links in the order of the text, outer ones before those inside them."""
    return tuple(sorted(links, key=lambda link: (link.link.span.start, -link.link.span.end)))
