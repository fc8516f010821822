"""Which findings a change has to do with: those in what changed, and on links to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.links.names import name_key
from kblink.links.resolve import resolve_link
from kblink.links.targets import index_files, stem_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kblink.config import LinkSettings
    from kblink.model import CheckReport, Finding, ResolvedLink
    from kblink.vault.git_changes import Changes

_ON_NAMES = frozenset({"ambiguous", "case-collision", "case-mismatch", "duplicate-basename"})
"""Findings on links that other files bear the names of."""


def findings_since(
    report: CheckReport, changes: Changes, files: Iterable[str], settings: LinkSettings
) -> Iterator[Finding]:
    """Yield the findings of `report` in changed files, on links to changed files, on links that
    led to files that are gone, and on names that a changed file bears.

    `files` are the paths of all files of the vault; `report.resolved` holds the links.
    """
    links = {
        (path, link.link.span): link for path, resolved in report.resolved for link in resolved
    }
    before = index_files([*files, *changes.gone])
    names = {key for path in changes.changed for key in _names(path)}

    def is_touched(finding: Finding, link: ResolvedLink) -> bool:
        if link.target.path in changes.changed:
            return True
        if link.target.path is None and changes.gone:
            then = resolve_link(link.link, finding.path, before, settings)
            if then.target.path in changes.gone:
                return True
        named = link.target.path or link.link.target
        return finding.code in _ON_NAMES and not names.isdisjoint(_names(named))

    for finding in report.findings:
        link = links.get((finding.path, finding.span))
        if finding.path in changes.changed or (link is not None and is_touched(finding, link)):
            yield finding


def _names(path: str) -> set[str]:
    """What a file may be called by: its name, with and without its extension."""
    return {name_key(path.rpartition("/")[2]), name_key(stem_of(path))}
