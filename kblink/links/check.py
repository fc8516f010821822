"""From a survey to findings. Pure: printing is another module's."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from kblink.links.candidates import candidates, wants_candidates
from kblink.links.codes import CODES
from kblink.links.graph import circular_embeds
from kblink.links.names import has_attachment_suffix, name_key
from kblink.links.nearest_names import NameLookup
from kblink.links.survey import by_place
from kblink.links.targets import stem_of
from kblink.model import NOTE_SUFFIXES, Finding, ResolvedLink, Severity, Span, is_note

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from kblink.config import LinkSettings
    from kblink.links.survey import NoteSurvey, Survey
    from kblink.links.targets import TargetIndex

Checked: TypeAlias = "tuple[list[Finding], dict[str, tuple[ResolvedLink, ...]]]"

_FINDING_STATUSES = frozenset(
    {"broken-note", "broken-heading", "broken-block", "missing-attachment", "ambiguous"}
)
_FILE_START = Span(0, 0, 1, 1, 1, 1)
_DOCUMENTS = (".canvas", ".base")
"""Files that are opened for themselves: nothing has to use them."""


def check_notes(
    notes: Iterable[NoteSurvey],
    survey: Survey,
    index: TargetIndex,
    settings: LinkSettings,
    severity_of: Callable[[str, str], Severity],
) -> Checked:
    """Return the findings on `notes` and their links with candidates, by path.

    `survey` and `index` are of the whole vault; `severity_of` takes a code and a path.
    """
    circles = circular_embeds(survey.graph.embeds)
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
        found = [*_problems(note), *_note_findings(note, survey, index)]
        found.extend(finding for link in links for finding in _link_findings(link, note.path))
        findings.extend(graded(found, note, severity_of))
    return findings, judged


def check_attachments(
    files: Iterable[str],
    survey: Survey,
    index: TargetIndex,
    severity_of: Callable[[str, str], Severity],
) -> Iterator[Finding]:
    """Yield a finding for each attachment that no note uses."""
    for path in files:
        if (
            path not in survey.graph.linked
            and path not in index.excluded
            and has_attachment_suffix(path)
            and not path.lower().endswith(_DOCUMENTS)
            and (severity := severity_of("unused-attachment", path)) != "off"
        ):
            message = "no note links to this file"
            yield Finding("unused-attachment", severity, path, _FILE_START, message)


def graded(
    found: Iterable[Finding], note: NoteSurvey, severity_of: Callable[[str, str], Severity]
) -> Iterator[Finding]:
    """Yield the findings with their severities, without those that are off or silenced."""
    for finding in found:
        severity = severity_of(finding.code, note.path)
        if severity == "off" or _is_silenced(finding, note):
            continue
        yield finding if severity == finding.severity else finding._replace(severity=severity)


def _is_silenced(finding: Finding, note: NoteSurvey) -> bool:
    return any(
        item.line in (0, finding.span.line) and (not item.codes or finding.code in item.codes)
        for item in note.suppressions
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


def _problems(note: NoteSurvey) -> Iterator[Finding]:
    for problem in note.problems:
        yield _finding(problem.code, note.path, problem.span, problem.message)


def _note_findings(note: NoteSurvey, survey: Survey, index: TargetIndex) -> Iterator[Finding]:
    """Findings on a note as a whole."""
    if not is_note(note.path):
        return
    for alias in note.aliases:
        if others := _bearers(alias, index) - {note.path}:
            message = f"the alias {alias!r} means {min(others)} too"
            found = _finding("duplicate-alias", note.path, _FILE_START, message)
            yield found._replace(target=alias)
    if note.path not in survey.graph.linked:
        yield _finding("orphan-note", note.path, _FILE_START, "no other note links here")
    if note.path not in survey.graph.linking:
        yield _finding("dead-end", note.path, _FILE_START, "links to no other note")


def _bearers(alias: str, index: TargetIndex) -> set[str]:
    """The notes that bear a name as alias or as file name."""
    key = name_key(alias)
    files = (path for ending in NOTE_SUFFIXES for path in index.by_base.get(key + ending, ()))
    named = (path for path in files if name_key(stem_of(path)) == key)
    return {*index.by_alias.get(key, ()), *named}


def _link_findings(link: ResolvedLink, path: str) -> Iterator[Finding]:
    codes = (link.status, *link.warnings) if link.status in _FINDING_STATUSES else link.warnings
    for code in codes:
        yield Finding(
            code,
            CODES[code].severity,
            path,
            link.link.span,
            _message(code, link),
            link.link.raw,
            link.link.target,
            link.candidates,
        )


def _finding(code: str, path: str, span: Span, message: str) -> Finding:
    return Finding(code, CODES[code].severity, path, span, message)


_MESSAGES = {
    "broken-note": "no note {target!r}",
    "broken-heading": "no heading {fragment!r} in {where}",
    "broken-block": "no block {fragment!r} in {where}",
    "missing-attachment": "no file {target!r}",
    "ambiguous": "{number} files answer to {target!r}",
    "case-mismatch": "written {target!r}, the file is {where}",
    "case-collision": "another file differs from {where} only in case",
    "circular-embed": "{where} embeds this note in turn",
    "duplicate-heading": "{where} has several headings {fragment!r}",
    "duplicate-basename": "other files bear the name of {where}",
    "self-link": "the link leads to the note that it stands in",
}


def _message(code: str, link: ResolvedLink) -> str:
    words = _MESSAGES.get(code)
    if words is None:
        return CODES[code].title
    target = link.link.target
    return words.format(
        target=target,
        fragment=link.link.fragment,
        where=link.target.path or target,
        number=len(link.candidates),
    )
