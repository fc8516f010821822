"""Which findings are shown, how many of each kind there are, and what that amounts to."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from kblink.report.quantities import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kblink.config import FailOn
    from kblink.model import CheckReport, Finding, Severity

STYLES: dict[Severity | None, str] = {
    "error": "bold red",
    "warning": "yellow",
    "note": "cyan",
    "off": "dim",
    None: "green",
}
"""How each severity looks, and the absence of any."""

_RANK: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2, "off": 3}


class CodeCount(NamedTuple):
    """How many findings bear a code, and the highest severity among them."""

    code: str
    number: int
    severity: Severity


def at_least(findings: Iterable[Finding], severity: Severity) -> tuple[Finding, ...]:
    """Return those of `findings` that are as severe as `severity` or more, in their order."""
    shown = {name for name, rank in _RANK.items() if rank <= _RANK[severity]}
    return tuple([item for item in findings if item.severity in shown])


def reaches(findings: Iterable[Finding], fail_on: FailOn) -> bool:
    """Return whether any of `findings` is severe enough to fail a run."""
    return fail_on != "never" and any(_RANK[item.severity] <= _RANK[fail_on] for item in findings)


def count_codes(findings: Iterable[Finding]) -> list[CodeCount]:
    """Return the number of findings by code, the most severe codes first, then the most frequent.

    Findings of one code may differ in severity, which can be set per folder.
    """
    highest: dict[str, Severity] = {}
    counts: Counter[str] = Counter()
    for item in findings:
        counts[item.code] += 1
        highest[item.code] = min(
            highest.get(item.code, item.severity), item.severity, key=_RANK.__getitem__
        )
    return sorted(
        (CodeCount(code, number, highest[code]) for code, number in counts.items()),
        key=lambda item: (_RANK[item.severity], -item.number, item.code),
    )


def worst(findings: Iterable[Finding]) -> Severity | None:
    """Return the highest severity among `findings`, None where there are none."""
    return min((item.severity for item in findings), key=_RANK.__getitem__, default=None)


def verdict(report: CheckReport) -> str:
    """Return `2 errors, 1 warning, 4 minor in 13 notes, 87 links`, or that all is well.

    Findings of severity note are called minor here, since notes are the files. Those that a
    baseline knows are counted at the end.
    """
    counts = Counter(item.severity for item in report.findings)
    parts = [counted(counts[name], name) for name in ("error", "warning") if counts[name]]
    if not parts:
        parts.append("nothing to mend")
    if counts["note"]:
        parts.append(f"{counts['note']:,} minor")
    scope = f"{counted(report.notes, 'note')}, {counted(report.links, 'link')}"
    known = f", {report.known:,} known" if report.known else ""
    return f"{', '.join(parts)} in {scope}{known}{_web(report)}"


def _web(report: CheckReport) -> str:
    if report.web is None:
        return ""
    unknown = f", {len(report.web.unknown):,} of them unknown" if report.web.unknown else ""
    return f", {report.web.total:,} web addresses{unknown}"
