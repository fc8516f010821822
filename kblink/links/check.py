"""From resolved links and what reading found to findings. Pure: printing is another module's."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from kblink.links.candidates import candidates
from kblink.links.codes import CODES
from kblink.model import Finding, Note, ResolvedLink, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kblink.config import Config
    from kblink.links.targets import TargetIndex

_FINDING_STATUSES = frozenset(
    {"broken-note", "broken-heading", "broken-block", "missing-attachment", "ambiguous"}
)


def check_links(
    notes: Iterable[Note],
    resolved: Mapping[str, Sequence[ResolvedLink]],
    index: TargetIndex,
    config: Config,
) -> tuple[tuple[Finding, ...], dict[str, tuple[ResolvedLink, ...]]]:
    """Return the findings on `notes`, sorted by path and place, and their links with candidates.

    `resolved` must hold every note of the vault, since embeds are followed through all of them.
    """
    circles = circular_embeds(resolved)
    findings: list[Finding] = []
    judged: dict[str, tuple[ResolvedLink, ...]] = {}
    for note in notes:
        links = tuple(
            _judge(link, note.path, index, config, circular=link.target.path in circles[note.path])
            for link in resolved[note.path]
        )
        judged[note.path] = links
        findings.extend(_problems(note, config))
        findings.extend(
            finding for link in links for finding in _link_findings(link, note.path, config)
        )
    findings.sort(key=lambda finding: (finding.path, finding.span.start, finding.code))
    return tuple(findings), judged


def severity_of(code: str, config: Config) -> Severity:
    """The severity of a code: the user's, else the declared one."""
    return config.check.severity.get(code, CODES[code].severity)


def circular_embeds(resolved: Mapping[str, Sequence[ResolvedLink]]) -> dict[str, set[str]]:
    """For each note, the notes it embeds from which embeds lead back to it."""
    edges: dict[str, set[str]] = defaultdict(set)
    for path, links in resolved.items():
        for link in links:
            target = link.target.path
            if link.link.kind == "embed" and target is not None and target in resolved:
                edges[path].add(target)
    circles: dict[str, set[str]] = defaultdict(set)
    for path in list(edges):
        circles[path] = {target for target in edges[path] if path in _reachable(target, edges)}
    return circles


def _reachable(start: str, edges: Mapping[str, set[str]]) -> set[str]:
    seen = {start}
    waiting = [start]
    while waiting:
        for target in edges.get(waiting.pop(), ()):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen


def _judge(
    link: ResolvedLink, source: str, index: TargetIndex, config: Config, *, circular: bool
) -> ResolvedLink:
    warnings = link.warnings
    if circular and link.link.kind == "embed":
        warnings = (*warnings, "circular-embed")
    return replace(
        link, warnings=warnings, candidates=candidates(link, source, index, config.links)
    )


def _problems(note: Note, config: Config) -> Iterator[Finding]:
    for problem in note.problems:
        severity = severity_of(problem.code, config)
        if severity != "off":
            yield Finding(problem.code, severity, note.path, problem.span, problem.message)


def _link_findings(link: ResolvedLink, path: str, config: Config) -> Iterator[Finding]:
    codes = (link.status, *link.warnings) if link.status in _FINDING_STATUSES else link.warnings
    for code in codes:
        severity = severity_of(code, config)
        if severity != "off":
            yield Finding(
                code,
                severity,
                path,
                link.link.span,
                _message(code, link),
                link.link.raw,
                link.link.target,
                link.candidates,
            )


def _message(code: str, link: ResolvedLink) -> str:
    target, fragment = link.link.target, link.link.fragment
    where = link.target.path or target
    messages = {
        "broken-note": f"no note {target!r}",
        "broken-heading": f"no heading {fragment!r} in {where}",
        "broken-block": f"no block {fragment!r} in {where}",
        "missing-attachment": f"no file {target!r}",
        "ambiguous": f"{len(link.candidates)} files answer to {target!r}",
        "case-mismatch": f"written {target!r}, the file is {where}",
        "case-collision": f"another file differs from {where} only in case",
        "circular-embed": f"{where} embeds this note in turn",
        "duplicate-heading": f"{where} has several headings {fragment!r}",
        "duplicate-basename": f"other files bear the name of {where}",
    }
    return messages.get(code, CODES[code].title)
