"""Where in a vault findings are, as a picture: a field a folder, in it one for each note.

The larger a field the more findings, and its colour is that of the worst one.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from kblink.report.clean import one_line
from kblink.report.escape import escaped
from kblink.report.quantities import counted
from kblink.report.severities import worst
from kblink.report.treemap import Box, treemap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kblink.model import Finding, Severity

MOST_NOTES = 2000
"""Fields of a picture: smaller ones are not seen, and many cost a browser dear."""

_WIDTH, _HEIGHT = 360, 250
_LABEL, _LETTER = 11, 5.7  # the height of a label, and the width of a letter in it on average
_LEAST_LETTERS = 7


class _Note(NamedTuple):
    path: str
    first: int
    findings: int
    severity: Severity | None


def findings_map(findings: Sequence[Finding], firsts: Mapping[str, int]) -> Iterator[str]:
    """Yield the picture as SVG to stand in a page whose anchors `#f7` are findings, of each note
    the one that `firsts` tells.

    `findings` are sorted by path. Of more than MOST_NOTES notes those with most findings are drawn.
    """
    notes = [_note(path, [*group], firsts) for path, group in groupby(findings, _path)]
    notes.sort(key=lambda note: (-note.findings, note.path))
    folders: dict[str, list[_Note]] = {}
    for note in notes[:MOST_NOTES]:
        folders.setdefault(note.path.rpartition("/")[0], []).append(note)
    sizes = {folder: sum(note.findings for note in group) for folder, group in folders.items()}
    ranked = sorted(folders, key=lambda folder: (-sizes[folder], folder))
    boxes = treemap([sizes[folder] for folder in ranked], Box(0, 0, _WIDTH, _HEIGHT))
    yield (
        f'<svg class="map" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        'aria-label="The folders and notes with findings: the larger, the more">\n'
    )
    for folder, box in zip(ranked, boxes, strict=True):
        yield from _field(folder, folders[folder], box)
    yield "</svg>\n"
    yield (
        '<p class="legend"><svg viewBox="0 0 9 9"><rect class="error" width="9" height="9"/></svg> '
        'errors <svg viewBox="0 0 9 9"><rect class="warning" width="9" height="9"/></svg> warnings '
        '<svg viewBox="0 0 9 9"><rect class="note" width="9" height="9"/></svg> minor. Each field '
        "is a note, the larger the more findings; it leads to them.</p>\n"
    )
    if (left_out := len(notes) - MOST_NOTES) > 0:
        yield f'<p class="remark">{counted(left_out, "note")} with fewer findings left out.</p>\n'


def _field(folder: str, notes: Sequence[_Note], box: Box) -> Iterator[str]:
    """A folder's notes under its name, where there is room for that."""
    name = _fitting(one_line(folder) or "/", box)
    inner = box.inset(_LABEL if name else 1, 1)
    if name:
        yield f'<text x="{box.left + 2:.1f}" y="{box.top + 8.5:.1f}">{escaped(name)}</text>\n'
    parts = treemap([note.findings for note in notes], inner)
    for note, part in zip(notes, parts, strict=True):
        title = escaped(one_line(f"{note.path}: {counted(note.findings, 'finding')}"))
        yield (
            f'<a href="#f{note.first}"><rect class="{note.severity}" x="{part.left:.1f}" '
            f'y="{part.top:.1f}" width="{part.width:.1f}" height="{part.height:.1f}">'
            f"<title>{title}</title></rect></a>\n"
        )


def _fitting(name: str, box: Box) -> str:
    """As much of a folder's name as there is room for; its end tells more than its beginning."""
    letters = int((box.width - 4) / _LETTER)
    if box.height < 2 * _LABEL:
        return ""
    last = name.rpartition("/")[2] or name
    fitting = next((words for words in (name, last) if len(words) <= letters), None)
    if fitting is None and letters >= _LEAST_LETTERS:
        return f"{last[: letters - 1]}…"
    return fitting or ""


def _note(path: str, findings: Sequence[Finding], firsts: Mapping[str, int]) -> _Note:
    return _Note(path, firsts[path], len(findings), worst(findings))


def _path(finding: Finding) -> str:
    return finding.path
