"""How a file is known again after edits and under another name: by the lines that it still has.

A sketch is the smallest digests of a file's lines (Broder's min-wise sampling): two files whose
sketches share many share as many of their lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterable

Sketch: TypeAlias = tuple[str, ...]

SIZE = 16
# Fences, rules and quote marks stand in every other file.
_TELLING = re.compile(rb"[\w\x80-\xff]{2}")


def sketch(lines: Iterable[bytes]) -> Sketch:
    """Return the SIZE smallest digests of the lines that hold a word, in order."""
    kept = {line.strip() for line in lines if _TELLING.search(line)}
    return tuple(sorted(digest(line) for line in kept)[:SIZE])


def digest(line: bytes) -> str:
    """Return 8 hexadecimal digits of a line without the blanks around it."""
    return f"{crc32(line.strip()):08x}"


def likeness(before: Sketch, after: Sketch) -> float:
    """Return how likely a file was another one before, from 0 to 1; 1 where neither has lines.

    It is the mean of two estimates: the share of the lines of both that are in both, and the share
    of the lines before that are there after, since short notes grow.
    """
    if not before or not after:
        return float(before == after)
    least = sorted({*before, *after})[:SIZE]
    both = {*before} & {*after}
    shared = sum(each in both for each in least) / len(least)
    # What is above the last of a full sketch may be in the file and not in its sketch.
    told = [each for each in before if len(after) < SIZE or each <= after[-1]]
    kept = sum(each in both for each in told) / len(told) if told else 0.0
    return (shared + kept) / 2
