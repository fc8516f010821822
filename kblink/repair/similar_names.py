"""Names that are not unlike that of a broken link, though no single typing error apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kblink.links.names import name_key
from kblink.links.nearest_names import NameLookup, Near
from kblink.model import is_note
from kblink.transliterate import has_cyrillic, spoken_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LEAST = 0.6
"""Likeness below which two names have nothing to do with each other."""
_MOST = 5
_SHORTEST = 3
_DIGITS = re.compile(r"\d+")


def similar_names(target: str, lookup: NameLookup) -> Iterator[Near]:
    """Yield the files whose names are most like that of a target, the likeliest first.

    The likeness is 1 less the typing errors (a letter wrong, missing, extra, or two swapped:
    optimal string alignment) by the letters of the longer name. All names are compared: those of
    the same script as they are written, those of the other by how they are spoken.
    """
    base = name_key(target.rstrip("/").rpartition("/")[2])
    name = base.rpartition(".")[0] if is_note(base) else base
    if len(name) < _SHORTEST:
        return
    cyrillic = has_cyrillic(name)
    for other, likeness in _most_like(name, lookup.names, str):
        if has_cyrillic(other) == cyrillic:
            yield from _bearers(name, other, likeness, lookup)
    others = [other for other in lookup.names if has_cyrillic(other) != cyrillic]
    for other, likeness in _most_like(spoken_key(name), others, spoken_key):
        yield from _bearers(name, other, likeness, lookup)


def _most_like(
    name: str, others: Sequence[str], key: Callable[[str], str]
) -> list[tuple[str, float]]:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(
        name,
        others,
        scorer=OSA.normalized_similarity,
        processor=None if key is str else key,
        limit=_MOST,
        score_cutoff=_LEAST,
    )
    return [(other, float(likeness)) for other, likeness, _ in found]


def _bearers(name: str, other: str, likeness: float, lookup: NameLookup) -> Iterator[Near]:
    doubtful = other == name or _DIGITS.findall(other) != _DIGITS.findall(name)
    for path in lookup.bearers(other)[:_MOST]:
        yield Near(path, "similar name", doubtful, likeness=likeness)
