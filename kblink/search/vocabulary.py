"""The words of a vault as a query asks for them: is one there, what else may it be.

What is found out is kept, for the queries that follow on the same state of the index.
"""

from __future__ import annotations

from collections import Counter
from math import log
from typing import TYPE_CHECKING

from kblink.search.misspelt import TWO_ERRORS, is_mistyped
from kblink.store.words import stem
from kblink.transliterate import has_cyrillic

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kblink.store.catalogue import Catalogue

_MOST = 3  # words of the vault that a misspelt one may be
_MOST_SIBLINGS = 4
_SHORTEST, _LONGEST = 4, 40
_SHORTEST_PART = 3


class Vocabulary:
    """The words of the sections of `catalogue`, read when a query first has one that is nowhere."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._held: dict[str, bool] = {}
        self._siblings: dict[str, tuple[str, ...]] = {}
        self._weights: dict[str, float] = {}
        self._nearest: dict[str, tuple[str, ...]] = {}
        self._words: Mapping[str, int] | None = None
        self._stems: Mapping[str, int] = {}

    def holds(self, word: str) -> bool:
        """Whether a section holds `word`, in any form."""
        if word not in self._held:
            self._held[word] = self._catalogue.holds(f'"{word}"')
        return self._held[word]

    def holds_together(self, words: str, others: Collection[str]) -> bool:
        """Whether a section that holds all of `words` holds one of `others` too."""
        return self._catalogue.holds_together(words, " ".join(others))

    def siblings(self, word: str) -> tuple[str, ...]:
        """Return the words of the other script that are the same name as a folded word; of several
        forms of one the first."""
        if word not in self._siblings:
            found = self._catalogue.spoken(word)
            others = [each for each in found if has_cyrillic(each) != has_cyrillic(word)]
            forms = {stem(each): each for each in reversed(others)}
            self._siblings[word] = tuple(sorted(forms.values()))[:_MOST_SIBLINGS]
        return self._siblings[word]

    def sibling_weight(self, word: str) -> float:
        """Return how much a section counts that holds the siblings of `word` in its place, in
        [0, 1]: no more than one with the word itself, which may be the more frequent one."""
        if word not in self._weights:
            total = self._catalogue.totals().sections
            own = self._catalogue.count_holding([word])
            other = self._catalogue.count_holding(self.siblings(word))
            ratio = _telling(own, total) / _telling(other, total) if own else 1.0
            self._weights[word] = min(ratio, 1.0)
        return self._weights[word]

    def nearest(self, word: str) -> tuple[str, ...]:
        """Return what a folded word that is nowhere may have been meant as, the likeliest first:
        words of the vault that sound like it or are spelt nearly so, or two typed as one.

        A name that the vault has in the other script only is right as it is.
        """
        if word not in self._nearest:
            found: list[str] = []
            if _SHORTEST <= len(word) <= _LONGEST:
                found = self._sounding_alike(word)
                if not found and not self.siblings(word):
                    found = self._mended(word) or self._split(word)
            self._nearest[word] = tuple(found[:_MOST])
        return self._nearest[word]

    def _sounding_alike(self, word: str) -> list[str]:
        from rapidfuzz.distance import OSA

        found = self._catalogue.spoken(word)
        alike = [each for each in found if has_cyrillic(each) == has_cyrillic(word)]
        return sorted(alike, key=lambda each: (OSA.distance(each, word), each))

    def _mended(self, word: str) -> list[str]:
        """By the words as they are written, else, for forms that the vault lacks, by the stems."""
        words, stems = self._read()
        return _near(word, words) or _near(stem(word), stems)

    def _split(self, word: str) -> list[str]:
        words, _ = self._read()
        places = range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
        parts = [(word[:at], word[at:]) for at in places]
        known = [pair for pair in parts if pair[0] in words and pair[1] in words]
        phrases = [f"{first} {second}" for first, second in known]
        return [phrase for phrase in phrases if self._catalogue.holds(f'"{phrase}"')]

    def _read(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """Words and stems, each with a number of sections that hold it."""
        if self._words is None:
            terms = self._catalogue.terms()
            stems: Counter[str] = Counter()
            for term in terms:
                stems[term.stem] += term.sections
            self._words = {term.word: stems[term.stem] for term in terms}
            self._stems = stems
        return self._words, self._stems


def _telling(sections: int, total: int) -> float:
    """The inverse document frequency of BM25, and never as little as nothing."""
    return max(log((total - sections + 0.5) / (sections + 0.5)), 0.1)


def _near(word: str, known: Mapping[str, int]) -> list[str]:
    """The known words that `word` may be, mistyped: the nearest, then the most frequent first."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    reach = 2 if len(word) >= TWO_ERRORS else 1
    found = extract(word, known.keys(), scorer=OSA.distance, score_cutoff=reach, limit=None)
    likely = [
        (distance, -known[other], other)
        for other, distance, _ in found
        if distance and is_mistyped(word, other, int(distance))
    ]
    return [other for _, _, other in sorted(likely)]
