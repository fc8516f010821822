"""From a survey to findings. Pure: printing is another module's."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from kblink.links.candidates import candidates, wants_candidates
from kblink.links.codes import CODES
from kblink.links.names import has_attachment_suffix, name_key
from kblink.links.nearest_names import NameLookup
from kblink.links.survey import by_place
from kblink.links.targets import stem_of
from kblink.model import NOTE_SUFFIXES, Finding, ResolvedLink, Severity, Span, is_note

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from kblink.config import LinkSettings
    from kblink.links.survey import LinkGraph, NoteSurvey
    from kblink.links.targets import TargetIndex
    from kblink.model import Candidate, Problem, Suppression

Checked: TypeAlias = "tuple[list[Finding], dict[str, tuple[ResolvedLink, ...]]]"

_FINDING_STATUSES = frozenset(
    {"broken-note", "broken-heading", "broken-block", "missing-attachment", "ambiguous"}
)
_FILE_START = Span(0, 0, 1, 1, 1, 1)
_DOCUMENTS = (".canvas", ".base")
"""Files that are opened for themselves: nothing has to use them."""


def check_notes(
    notes: Iterable[NoteSurvey],
    graph: LinkGraph,
    circles: Mapping[str, Collection[str]],
    index: TargetIndex,
    settings: LinkSettings,
    severity_of: Callable[[str, str], Severity],
) -> Checked:
    """Return the findings on `notes` and their links with candidates, by path.

    `graph`, `circles` (for each note the notes that it embeds in a circle) and `index` are of the
    whole vault; `severity_of` takes a code and a path.
    """
    lookup = NameLookup(index)
    findings: list[Finding] = []
    judged: dict[str, tuple[ResolvedLink, ...]] = {}
    for note in notes:
        circular = circles.get(note.path, frozenset())
        judgements = (_judge(link, note.path, index, settings, lookup) for link in note.links)
        links = by_place((*note.judged, *judgements))
        if circular:
            links = tuple(_with_circle(link, circular) for link in links)
        judged[note.path] = links
        found = [*problem_findings(note.path, note.problems)]
        if is_note(note.path):
            found.extend(alias_findings(note.path, note.aliases, index))
            found.extend(graph_findings(note.path, graph))
        found.extend(finding for link in links for finding in _link_findings(link, note.path))
        findings.extend(graded(found, {note.path: note.suppressions}, severity_of))
    return findings, judged


def check_attachments(
    files: Iterable[str],
    graph: LinkGraph,
    excluded: Collection[str],
    severity_of: Callable[[str, str], Severity],
) -> Iterator[Finding]:
    """Yield a finding for each attachment that no note uses."""
    for path in files:
        if (
            path not in graph.linked
            and path not in excluded
            and has_attachment_suffix(path)
            and not path.lower().endswith(_DOCUMENTS)
            and (severity := severity_of("unused-attachment", path)) != "off"
        ):
            message = "no note links to this file"
            yield Finding("unused-attachment", severity, path, _FILE_START, message)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by note, by place, by code."""
    return tuple(sorted(findings, key=lambda found: (found.path, found.span.start, found.code)))


def graded(
    found: Iterable[Finding],
    silencing: Mapping[str, Sequence[Suppression]],
    severity_of: Callable[[str, str], Severity],
) -> Iterator[Finding]:
    """The findings with their severities, without those that are off or that a note, by its path,
    silences."""
    for finding in found:
        severity = severity_of(finding.code, finding.path)
        if severity == "off":
            continue
        if (own := silencing.get(finding.path)) and _is_silenced(finding, own):
            continue
        yield finding if severity == finding.severity else finding._replace(severity=severity)


def _is_silenced(finding: Finding, silencing: Sequence[Suppression]) -> bool:
    return any(
        item.line in (0, finding.span.line) and (not item.codes or finding.code in item.codes)
        for item in silencing
    )


def _judge(
    link: ResolvedLink, source: str, index: TargetIndex, settings: LinkSettings, lookup: NameLookup
) -> ResolvedLink:
    if not wants_candidates(link):
        return link
    return link._replace(candidates=candidates(link, source, index, settings, lookup))


def _with_circle(link: ResolvedLink, circular: Collection[str | None]) -> ResolvedLink:
    if link.link.kind != "embed" or link.target.path not in circular:
        return link
    return link._replace(warnings=(*link.warnings, "circular-embed"))


def problem_findings(path: str, problems: Iterable[Problem]) -> Iterator[Finding]:
    """Findings on what is wrong in the text of a note itself."""
    for problem in problems:
        yield _finding(problem.code, path, problem.span, problem.message)


def alias_findings(path: str, aliases: Iterable[str], index: TargetIndex) -> Iterator[Finding]:
    """Findings on aliases of a note that mean other notes too."""
    for alias in aliases:
        if others := _bearers(alias, index) - {path}:
            message = f"the alias {alias!r} means {min(others)} too"
            yield _finding("duplicate-alias", path, _FILE_START, message)._replace(target=alias)


def graph_findings(path: str, graph: LinkGraph) -> Iterator[Finding]:
    """Findings on how a note hangs together with others."""
    if path not in graph.linked:
        yield _finding("orphan-note", path, _FILE_START, "no other note links here")
    if path not in graph.linking:
        yield _finding("dead-end", path, _FILE_START, "links to no other note")


def _bearers(alias: str, index: TargetIndex) -> set[str]:
    """The notes that bear a name as alias or as file name."""
    key = name_key(alias)
    files = (path for ending in NOTE_SUFFIXES for path in index.by_base.get(key + ending, ()))
    named = (path for path in files if name_key(stem_of(path)) == key)
    return {*index.by_alias.get(key, ()), *named}


def _link_findings(resolved: ResolvedLink, path: str) -> Iterator[Finding]:
    link = resolved.link
    return link_findings(
        path,
        resolved.status,
        resolved.warnings,
        link.raw,
        link.target,
        link.fragment,
        resolved.target.path,
        resolved.candidates,
        link.span,
    )


def link_findings(
    path: str,
    status: str,
    warnings: Sequence[str],
    raw: str,
    target: str,
    fragment: str | None,
    target_path: str | None,
    candidates: tuple[Candidate, ...],
    span: Span,
) -> Iterator[Finding]:
    """Findings on a link of the note at `path`, from its verdict."""
    for code in (status, *warnings) if status in _FINDING_STATUSES else warnings:
        words = _MESSAGES.get(code)
        if words is None:
            message = CODES[code].title
        else:
            message = words.format(target, fragment, target_path or target, len(candidates))
        severity = CODES[code].severity
        yield Finding(code, severity, path, span, message, raw, target, candidates)


def _finding(code: str, path: str, span: Span, message: str) -> Finding:
    return Finding(code, CODES[code].severity, path, span, message)


_MESSAGES = {  # of the target, the fragment, the file it leads to, the number of candidates
    "broken-note": "no note {0!r}",
    "broken-heading": "no heading {1!r} in {2}",
    "broken-block": "no block {1!r} in {2}",
    "missing-attachment": "no file {0!r}",
    "ambiguous": "{3} files answer to {0!r}",
    "case-mismatch": "written {0!r}, the file is {2}",
    "case-collision": "another file differs from {2} only in case",
    "circular-embed": "{2} embeds this note in turn",
    "duplicate-heading": "{2} has several headings {1!r}",
    "duplicate-basename": "other files bear the name of {2}",
    "self-link": "the link leads to the note that it stands in",
}
