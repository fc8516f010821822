"""Where letters lie on a keyboard: which are hit by mistake, and what the other layout makes of
them."""

from __future__ import annotations

_LATIN = ("`qwertyuiop[]", " asdfghjkl;'", " zxcvbnm,.")
_RUSSIAN = ("ёйцукенгшщзхъ", " фывапролджэ", " ячсмитьбю")
_TO_RUSSIAN = str.maketrans("".join(_LATIN), "".join(_RUSSIAN))
_TO_LATIN = str.maketrans("".join(_RUSSIAN), "".join(_LATIN))


def in_other_layout(text: str) -> str:
    """Return what the same keys write in the other layout: `ghbdtn` is `привет`, `ыйд` is `sql`."""
    lower = text.lower()
    return lower.translate(_TO_RUSSIAN if _is_latin(lower) else _TO_LATIN)


def _is_latin(text: str) -> bool:
    return any("a" <= letter <= "z" for letter in text)


def _neighbours() -> frozenset[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for rows in (_LATIN, _RUSSIAN):
        keys = {letter: (x, y) for y, row in enumerate(rows) for x, letter in enumerate(row)}
        for one, (x, y) in keys.items():
            # A row is shifted to the right by half a key against the one above it.
            near = {(x - 1, y), (x + 1, y), (x, y - 1), (x + 1, y - 1), (x, y + 1), (x - 1, y + 1)}
            found.update((one, other) for other, place in keys.items() if place in near)
    return frozenset(found)


NEIGHBOURS = _neighbours()
"""Pairs of letters whose keys touch."""
