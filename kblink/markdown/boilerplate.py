"""Lines that many notes share: what a template, a navigation bar or a page's footer has left.

They say nothing about their note, and what all texts have in common moves all vectors together.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from kblink.model import RepeatedLine

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"\w{3,}")
# Of six vaults these bounds take what templates wrote, and nothing that a person did but for a
# lead-in of one word. A vault of thousands of notes has many templates, each of few of its notes.
_LEAST_NOTES = 5
_SHARE = 0.05
_MANY_NOTES = 50


def plain(line: str) -> str:
    """Return a line as it is compared: runs of blanks are one."""
    return " ".join(line.split())


def repeated_lines(notes: Iterable[Iterable[str]]) -> tuple[RepeatedLine, ...]:
    """Return the lines with a word that many of the notes share, those of most notes first.

    `notes` are the lines of each note's body. Many are 5 notes and a twentieth of all, or 50.
    """
    counts: Counter[str] = Counter()
    total = 0
    for lines in notes:
        total += 1
        counts.update({plain(line) for line in lines if _WORD.search(line)})
    most = max(_LEAST_NOTES, min(_SHARE * total, _MANY_NOTES))
    found = [RepeatedLine(line, count) for line, count in counts.items() if count >= most]
    return tuple(sorted(found, key=lambda line: (-line.notes, line.text)))
