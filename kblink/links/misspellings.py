"""Names that one typing error makes of another: a letter wrong, missing, extra, or two swapped.

Two names are so near only if leaving one letter out of the one or of both makes them equal. So
what each name is without each of its letters is looked up, not the names compared one by one, but
where few are asked for.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SHORTEST = 6
"""Shorter names differ by one letter and mean another thing (`list`, `lint`)."""
_SHORTEST_WORD = 5
"""So do shorter words in a name: `vla_models` is no misspelt `vlm_models`. In real vaults all names
that are one letter apart, and mean two things, differ in a word of 3 or 4 letters."""

_SOONER_COMPARED = 10
"""Names that are compared with all of such a length, in the time that the look-up takes to make."""

_DIGITS = re.compile(r"\d")
_BETWEEN_WORDS = re.compile(r"[\W_]")
_ORDINAL_BITS = 24
_HASH = (1 << 40) - 1


class Misspellings:
    """The names to compare with; what is looked up is made when a name of that length is asked for.

    For each length a sorted array holds numbers of 64 bits: a hash of what a name is without one
    of its letters, then the name's ordinal: 22 MB for 100,000 names of 20 letters.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[int, list[str]] = {}
        for name in names:
            if len(name) >= _SHORTEST - 1:
                self._names.setdefault(len(name), []).append(name)
        self._asked = 0
        self._shortened: dict[int, array[int]] = {}
        self._whole: dict[int, frozenset[str]] = {}

    def near(self, name: str) -> list[str]:
        """The names one typing error away from `name`, sorted."""
        if len(name) < _SHORTEST:
            return []
        self._asked += 1
        if self._asked <= _SOONER_COMPARED:
            return sorted(self._compared(name))
        found = {*self._of_one_letter_less(name), *self._sharing_a_rest((*_rests(name), name))}
        return sorted(other for other in found if is_misspelling(name, other))

    def _compared(self, name: str) -> Iterator[str]:
        """What `near` finds, by comparing one by one the names of such a length."""
        from rapidfuzz.distance import OSA

        distance = OSA.distance
        for length in (len(name) - 1, len(name), len(name) + 1):
            for other in self._names.get(length, ()):
                if distance(name, other, score_cutoff=1) == 1 and is_misspelling(name, other):
                    yield other

    def _of_one_letter_less(self, name: str) -> Iterator[str]:
        length = len(name) - 1
        if length not in self._whole:
            self._whole[length] = frozenset(self._names.get(length, ()))
        yield from self._whole[length].intersection(_rests(name))

    def _sharing_a_rest(self, rests: Iterable[str]) -> Iterator[str]:
        """The names of which a letter less makes one of `rests`."""
        for rest in rests:
            length = len(rest) + 1
            if length not in self._shortened:
                self._shortened[length] = _shortened(self._names.get(length, ()))
            numbers = self._shortened[length]
            first = (hash(rest) & _HASH) << _ORDINAL_BITS
            for index in range(bisect_left(numbers, first), len(numbers)):
                if numbers[index] >> _ORDINAL_BITS != first >> _ORDINAL_BITS:
                    break
                yield self._names[length][numbers[index] & ((1 << _ORDINAL_BITS) - 1)]


def is_misspelling(written: str, name: str) -> bool:
    """Whether two names differ by one typing error, in a word that is long, and not in a digit."""
    from rapidfuzz.distance import OSA, Prefix

    if len(written) < _SHORTEST or OSA.distance(written, name, score_cutoff=1) != 1:
        return False
    if _DIGITS.findall(written) != _DIGITS.findall(name):  # llama_3 is not llama_4
        return False
    start = Prefix.similarity(written, name)
    return min(len(_word_at(written, start)), len(_word_at(name, start))) >= _SHORTEST_WORD


def _word_at(name: str, index: int) -> str:
    """The word that the letter at `index` belongs to, or that ends before it."""
    head, tail = _BETWEEN_WORDS.split(name[:index])[-1], _BETWEEN_WORDS.split(name[index:])[0]
    return head + tail


def _rests(name: str) -> set[str]:
    """What is left of a name without one of its letters; digits are not mistyped."""
    letters = (index for index, letter in enumerate(name) if not letter.isdigit())
    return {name[:index] + name[index + 1 :] for index in letters}


def _shortened(names: Iterable[str]) -> array[int]:
    return array(
        "Q",
        sorted(
            (hash(rest) & _HASH) << _ORDINAL_BITS | ordinal
            for ordinal, name in enumerate(names)
            for rest in _rests(name)
        ),
    )
