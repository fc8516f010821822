"""Which findings are in no baseline: known ones are found again wherever their note is now.

A note is the one of its path, unless its lines say that it was renamed. In a note, findings of one
fingerprint are paired by the lines that they are on, then in their order; where there are more than
were known, the rest is new.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kblink.baseline.known import KnownFinding, known_finding
from kblink.baseline.sketch import likeness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kblink.baseline.known import Baseline, KnownNote
    from kblink.baseline.sketch import Sketch
    from kblink.model import Finding

_RENAMED = 0.3
"""Share of common lines from which on a note of another path is the one that was known."""
_MANY = 50
"""Files with a line in common from which on that line says little."""
_EMPTY = ""
_SAME = 0.1
"""Share of common lines below which a note may be another one that has taken the path."""


def new_findings(
    findings: Sequence[Finding],
    baseline: Baseline,
    *,
    exists: Callable[[str], bool],
    sketch_of: Callable[[str], Sketch],
    line_of: Callable[[Finding], str],
) -> tuple[Finding, ...]:
    """Return those of `findings` that `baseline` does not know, in their order.

    `exists` tells whether a file is in the vault; the other two are those of `baseline_of`.
    """
    by_path: defaultdict[str, list[int]] = defaultdict(list)
    for number, finding in enumerate(findings):
        by_path[finding.path].append(number)
    known = [known_finding(finding, line_of) for finding in findings]
    places = _places(baseline, [*by_path], exists, sketch_of)
    unknown = {*range(len(findings))}
    left: list[KnownFinding] = []
    for path, note in baseline.notes.items():
        place = places.get(path)
        numbers = by_path.get(place, []) if place is not None else []
        paired, rest = _paired(note.findings, numbers, known)
        unknown -= paired
        if place is None:
            left.extend(rest)
    # Of notes that are nowhere: rewritten and renamed, or parted into several.
    strays = [
        number
        for number in sorted(unknown)
        if findings[number].link is not None and findings[number].path not in baseline.notes
    ]
    unknown -= _paired(left, strays, known)[0]
    return tuple(findings[number] for number in sorted(unknown))


def _places(
    baseline: Baseline,
    paths: Sequence[str],
    exists: Callable[[str], bool],
    sketch_of: Callable[[str], Sketch],
) -> dict[str, str]:
    """Where each note of the baseline is now, of those with findings; not there: it is gone."""
    places: dict[str, str] = {}
    moved: list[str] = []
    for path, note in baseline.notes.items():
        if not exists(path) or not _is_same(note, sketch_of(path)):
            moved.append(path)
        else:
            places[path] = path
    if not moved:
        return places
    taken = {*places.values()}
    free = {path: sketch_of(path) for path in paths if path not in taken}
    for alike, path, now in _ranked(baseline, moved, free):
        is_it = alike >= _RENAMED or (_file_name(path) == _file_name(now) and not exists(path))
        if is_it and path not in places and now not in taken:
            places[path] = now
            taken.add(now)
    for path in moved:
        if path not in places and exists(path) and path not in taken:
            places[path] = path
    return places


def _ranked(
    baseline: Baseline, moved: Sequence[str], free: Mapping[str, Sketch]
) -> list[tuple[float, str, str]]:
    """How alike they are, where a known note was, and where a file is now: the likeliest first.

    Only pairs with a file name or a line in common are compared, and no line of many files counts.
    Of equally likely ones those come first that have kept their name, then those in their folder.
    """
    by_mark: defaultdict[str, list[str]] = defaultdict(list)
    for now, each in free.items():
        for mark in (*(each or [_EMPTY]), _file_name(now)):
            by_mark[mark].append(now)
    ranked = []
    for path in moved:
        was = baseline.notes[path].sketch
        marks = [mark for mark in was or [_EMPTY] if len(by_mark[mark]) <= _MANY]
        near = {now for mark in (*marks, _file_name(path)) for now in by_mark[mark]}
        ranked += [(likeness(was, free[now]), path, now) for now in near]
    return sorted(ranked, key=_order)


def _order(pair: tuple[float, str, str]) -> tuple[float, bool, bool, str, str]:
    alike, path, now = pair
    same_name = _file_name(path) == _file_name(now)
    same_folder = path.rpartition("/")[0] == now.rpartition("/")[0]
    return (-alike, not same_name, not same_folder, path, now)


def _is_same(note: KnownNote, now: Sketch) -> bool:
    return not note.sketch or not now or likeness(note.sketch, now) >= _SAME


def _file_name(path: str) -> str:
    return path.rpartition("/")[2]


def _paired(
    old: Iterable[KnownFinding], numbers: Sequence[int], known: Sequence[KnownFinding]
) -> tuple[set[int], list[KnownFinding]]:
    """The `numbers` of findings that are among the `old` ones, and the old ones that are left."""
    free: defaultdict[str, list[int]] = defaultdict(list)
    for number in numbers:
        free[known[number].fingerprint].append(number)
    paired: set[int] = set()
    rest: list[KnownFinding] = []
    for each in old:
        same_line = [number for number in free[each.fingerprint] if known[number].line == each.line]
        if same_line:
            free[each.fingerprint].remove(same_line[0])
            paired.add(same_line[0])
        else:
            rest.append(each)
    left: list[KnownFinding] = []
    for each in rest:
        if free[each.fingerprint]:
            paired.add(free[each.fingerprint].pop(0))
        else:
            left.append(each)
    return paired, left
