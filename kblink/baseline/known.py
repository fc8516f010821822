"""What a baseline holds: the findings of each note, and what the note is known by."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from kblink.fingerprints import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kblink.baseline.sketch import Sketch
    from kblink.model import Finding


class KnownFinding(NamedTuple):
    """A finding that is known: its code, its fingerprint, and the digest of the line it is on,
    empty where that cannot be read or the finding is on the file as a whole."""

    code: str
    fingerprint: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class KnownNote:
    """A note with findings that are known."""

    sketch: Sketch
    findings: tuple[KnownFinding, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """Known findings by the paths of their notes."""

    notes: Mapping[str, KnownNote] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The number of findings."""
        return sum(len(note.findings) for note in self.notes.values())


def baseline_of(
    findings: Iterable[Finding],
    sketch_of: Callable[[str], Sketch],
    line_of: Callable[[Finding], str],
) -> Baseline:
    """Return a baseline of `findings`, which are sorted by path.

    `sketch_of` takes a path; `line_of` gives the digest of the line that a finding is on.
    """
    notes = {}
    for path, group in groupby(findings, key=lambda finding: finding.path):
        known = [known_finding(finding, line_of) for finding in group]
        notes[path] = KnownNote(sketch_of(path), tuple(known))
    return Baseline(notes)


def known_finding(finding: Finding, line_of: Callable[[Finding], str]) -> KnownFinding:
    """Return what a finding is known by."""
    line = line_of(finding) if finding.span.end > finding.span.start else ""
    return KnownFinding(finding.code, fingerprint(finding), line)
