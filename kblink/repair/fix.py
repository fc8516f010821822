"""Plan the repairs of broken links: which are sure enough, how they are written, and that they lead
where they should.

Nothing is written here. Every new text is parsed and resolved again with all its repairs in it:
what would not lead to the place that is meant, or would change what another link does, is left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kblink.links.candidates import wants_candidates
from kblink.links.destinations import definition_destination, with_destination
from kblink.links.resolve import resolve_link
from kblink.links.rewrite import written_target
from kblink.links.targets import is_wiki
from kblink.markdown.positions import read_lines
from kblink.model import Edit, LeftLink, Rewrite
from kblink.repair.rewrite_links import SourceFile, edited_text, source_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from kblink.config import LinkSettings
    from kblink.links.targets import TargetIndex
    from kblink.model import Candidate, CheckReport, Link, ResolvedLink, Span

DEFAULT_CONFIDENCE = 0.9
"""From here on at least 99 of 100 repairs are right (`benchmarks/repair.py`)."""
CHANGED = "the note has changed since it was read"
SEVERAL = "several files answer to it"
NOTHING = "nothing near it is known"
LEADS_ELSEWHERE = "it cannot be written so that it leads there"
_WANTED = frozenset(
    {
        *("broken-note", "broken-heading", "broken-block", "missing-attachment"),
        *("case-mismatch", "ambiguous"),
    }
)
"""Findings on links that do not lead where they were meant to, or only by luck."""

ReadFile: TypeAlias = "Callable[[str], tuple[str, str] | None]"
_UNCLEAR = frozenset({"case-mismatch", "case-collision"})


class Repair(NamedTuple):
    """What a link of a note is to become, and the file that it shall lead to; None: it is no link
    any more."""

    link: Link
    new: str
    path: str | None
    confidence: float
    reason: str


class _Change(NamedTuple):
    """A span of a text with what shall stand there, and the repairs that are done by that: several
    where links lead where one definition does."""

    span: Span
    old: str
    new: str
    repairs: tuple[Repair, ...]


@dataclass(frozen=True, slots=True)
class FixPlan:
    """The edits that repair links, and the links that are left, in the order of the notes."""

    rewrites: tuple[Rewrite, ...]
    left: tuple[LeftLink, ...]

    def without_repair(
        self, broken: Mapping[str, Sequence[ResolvedLink]]
    ) -> dict[str, tuple[ResolvedLink, ...]]:
        """The links, by note, that are left."""
        left = {(item.path, item.line, item.column) for item in self.left}
        return {
            path: tuple(
                link for link in links if (path, link.link.span.line, link.link.span.column) in left
            )
            for path, links in broken.items()
        }


def broken_links(report: CheckReport) -> dict[str, tuple[ResolvedLink, ...]]:
    """The links of a report, by note, that a finding says a repair is wanted for: none that the
    note or the settings silence."""
    wanted = {(item.path, item.span.start) for item in report.findings if item.code in _WANTED}
    return {
        path: found
        for path, links in report.resolved
        if (
            found := tuple(
                link
                for link in links
                if (path, link.link.span.start) in wanted and wants_candidates(link)
            )
        )
    }


Decide: TypeAlias = "Callable[[str, ResolvedLink, str], Repair | str]"
"""From a note's path, a broken link with its candidates and the note's text to what is done: a
repair, or the reason why the link is left."""


def surest(minimum: float) -> Decide:
    """Take the best candidate where its confidence is at least `minimum`."""

    def decide(_path: str, resolved: ResolvedLink, _text: str) -> Repair | str:
        if resolved.status == "ambiguous":
            return SEVERAL
        best = next(iter(resolved.candidates), None)
        if best is None:
            return NOTHING
        if best.confidence < minimum:
            return f"{best.path} ({best.reason}) is not sure enough: {best.confidence:.2f}"
        return repair_by(resolved.link, best)

    return decide


def repair_by(link: Link, candidate: Candidate) -> Repair:
    """The repair of a link that a candidate offers."""
    return Repair(
        link, candidate.replacement, candidate.path, candidate.confidence, candidate.reason
    )


def plan_fix(
    broken: Mapping[str, Sequence[ResolvedLink]],
    index: TargetIndex,
    settings: LinkSettings,
    read: ReadFile,
    decide: Decide,
) -> FixPlan:
    """Plan the repairs of `broken` links, which are given by note with their candidates.

    `read` gives a file's text without BOM and the digest of its bytes, None where it cannot be
    edited for itself; it raises OSError.
    """
    # A link in a comment, or of HTML, must not be changed unseen either.
    settings = replace(settings, comment_links=True, html_links=True)
    rewrites: list[Rewrite] = []
    left: list[LeftLink] = []
    for path, links in sorted(broken.items()):
        try:
            found = read(path)
        except OSError as error:
            found, reason = None, error.strerror or str(error)
        else:
            reason = "it stands in a file that another path leads to"
        if found is None:
            left.extend(_left(path, link.link, reason) for link in links)
            continue
        repairs = []
        for link in links:
            wanted = decide(path, link, found[0])
            if isinstance(wanted, str):
                left.append(_left(path, link.link, wanted))
            else:
                repairs.append(wanted)
        made, dropped = repaired(source_file(path, *found), repairs, index, settings)
        rewrites.extend(made)
        left.extend(dropped)
    return FixPlan(tuple(rewrites), tuple(sorted(left)))


def repaired(
    source: SourceFile, repairs: Iterable[Repair], index: TargetIndex, settings: LinkSettings
) -> tuple[tuple[Rewrite, ...], tuple[LeftLink, ...]]:
    """The edits of one file that do the repairs, and the links that could not be repaired."""
    standing = {_key(link): link for link in source.links}
    wanted, left = [], []
    for repair in repairs:
        link = standing.get(_key(repair.link))
        if link is None or link.raw != repair.link.raw:
            left.append(_left(source.path, repair.link, CHANGED))
        else:
            wanted.append(repair)
    changes = [*_changes(source, wanted, index, settings)]
    possible = {repair for change in changes for repair in change.repairs}
    unwritable = [repair for repair in wanted if repair not in possible]
    check = _Check(source, index, settings)
    while wrong := check.wrong(changes):
        if len(wrong) == len(changes):  # which of them it is only each alone tells
            wrong = [change for change in changes if check.wrong([change])] or wrong
        changes = [change for change in changes if change not in wrong]
        unwritable.extend(repair for change in wrong for repair in change.repairs)
    left.extend(_left(source.path, repair.link, LEADS_ELSEWHERE) for repair in unwritable)
    return tuple(_rewrites(source, changes)), tuple(left)


def _left(path: str, link: Link, reason: str) -> LeftLink:
    return LeftLink(path, link.span.line, link.span.column, link.raw, reason)


def _key(link: Link) -> tuple[int, str]:
    return link.span.start, link.kind


# --- what is to stand where -----------------------------------------------------------------------


def _changes(
    source: SourceFile, repairs: Sequence[Repair], index: TargetIndex, settings: LinkSettings
) -> Iterator[_Change]:
    """What the repairs change, in order; those that cannot be written are left out."""
    found: dict[tuple[int, str], _Change] = {}
    for repair in repairs:
        change = _change(source, repair, index, settings)
        if change is None or change.new == change.old:
            continue
        place = change.span.start, change.new
        known = found.get(place)
        found[place] = change if known is None else _joined(known, change)
    starts = [start for start, _ in found]
    # Two ways to write one definition are one too many.
    yield from (one for (start, _), one in sorted(found.items()) if starts.count(start) == 1)


def _joined(one: _Change, other: _Change) -> _Change:
    return one._replace(repairs=(*one.repairs, *other.repairs))


def _change(
    source: SourceFile, repair: Repair, index: TargetIndex, settings: LinkSettings
) -> _Change | None:
    link = repair.link
    if not is_by_reference(link) or repair.path is None:
        return _Change(link.span, link.raw, repair.new, (repair,))
    target = written_target(link, source.path, repair.path, index, settings)
    for definition in source.definitions:
        if (definition.target, definition.fragment) == (link.target, link.fragment):
            found = definition_destination(definition.raw)
            if found is None or target is None:
                return None
            new = with_destination(definition.raw, found, target, None)
            return _Change(definition.span, definition.raw, new, (repair,))
    return None


def is_by_reference(link: Link) -> bool:
    """Whether where a link leads is written in a definition."""
    return link.kind in ("reference", "image", "markdown") and (
        not is_wiki(link) and link.raw.endswith("]")
    )


def _rewrites(source: SourceFile, changes: Sequence[_Change]) -> Iterator[Rewrite]:
    """Edits in order and apart: of changes that contain others, as of a link around an image, what
    differs alone."""
    lines = read_lines(source.text)
    for change in changes:
        nested = any(
            other is not change
            and other.span.start < change.span.end
            and change.span.start < other.span.end
            for other in changes
        )
        start, old, new = change.span.start, change.old, change.new
        if nested:
            start, old, new = _differing(change)
        span = lines.span(start, start + len(old))
        edit = Edit(source.path, span.start, span.end, old, new, source.digest)
        first = change.repairs[0]
        yield Rewrite(edit, span.line, span.column, first.confidence, first.reason)


def _differing(change: _Change) -> tuple[int, str, str]:
    """Where the old text of a change begins to differ from the new one, and what differs."""
    from rapidfuzz.distance import Postfix, Prefix

    old, new = change.old, change.new
    first = Prefix.similarity(old, new)
    last = Postfix.similarity(old[first:], new[first:])
    return change.span.start + first, old[first : len(old) - last], new[first : len(new) - last]


# --- read again -----------------------------------------------------------------------------------


class _Check:
    """Whether the links of a file lead where they should once changes are made."""

    def __init__(self, source: SourceFile, index: TargetIndex, settings: LinkSettings) -> None:
        self._source = source
        self._index = index
        self._settings = settings

    def wrong(self, changes: Sequence[_Change]) -> list[_Change]:
        """The changes after which a link does not lead where it should; all of them where it
        cannot be told which."""
        if not changes:
            return []
        pieces = sorted((*_differing(change), change) for change in changes)
        edits = [Edit("", at, at + len(old), old, new, "") for at, old, new, _ in pieces]
        again = source_file(self._source.path, edited_text(self._source.text, edits), "")
        new_links = {_key(link): link for link in again.links}
        at_start = {link.span.start: link for link in again.links}
        removed = [change.span for change in changes if change.repairs[0].path is None]
        links = [link for link in self._source.links if not _is_in(link, removed)]
        if len(links) != len(again.links):
            return [*changes]
        wrong = []
        for link in links:
            change = _by(link, changes)
            start = _shifted(link.span.start, edits)
            new = new_links.get((start, link.kind))
            if change is None and (new is None or not self._is_as_before(link, new)):
                return [*changes]
            if change is not None:  # it may be of another kind now
                new = new or at_start.get(start)
                if new is None or not self._leads(new, change):
                    wrong.append(change)
        return wrong

    def _is_as_before(self, old: Link, new: Link) -> bool:
        before, after = self._resolved(old), self._resolved(new)
        return (before.status, before.target) == (after.status, after.target)

    def _leads(self, link: Link, change: _Change) -> bool:
        after = self._resolved(link)
        return (
            after.status == "ok"
            and after.target.path == change.repairs[0].path
            and _UNCLEAR.isdisjoint(after.warnings)
        )

    def _resolved(self, link: Link) -> ResolvedLink:
        return resolve_link(link, self._source.path, self._index, self._settings)


def _by(link: Link, changes: Iterable[_Change]) -> _Change | None:
    """The change that makes a link lead elsewhere."""
    for change in changes:
        one = change.repairs[0].link
        is_own = any(_key(repair.link) == _key(link) for repair in change.repairs)
        same_definition = (
            is_by_reference(link)
            and is_by_reference(one)
            and (one.target, one.fragment) == (link.target, link.fragment)
        )
        if is_own or same_definition:
            return change
    return None


def _is_in(link: Link, spans: Iterable[Span]) -> bool:
    return any(span.start <= link.span.start < span.end for span in spans)


def _shifted(offset: int, edits: Iterable[Edit]) -> int:
    """Where what stood at an offset stands after edits."""
    before = (edit for edit in edits if edit.start < offset and edit.end <= offset)
    return offset + sum(len(edit.new) - len(edit.old) for edit in before)
