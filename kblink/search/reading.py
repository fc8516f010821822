"""What the words side looks for: the query's words, mended where they are nowhere in the vault, and
the same names in the other script."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kblink.search.keyboard import in_other_layout
from kblink.search.query_text import (
    PUNCTUATION,
    TOKEN,
    is_plain,
    plain_words,
    sought_words,
    words_query,
)
from kblink.store.words import WORD, runs

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence

    from kblink.search.vocabulary import Vocabulary

_MOST_WORDS = 32
_SHORTEST_IN_LAYOUT = 3  # letters: `с` and `c` share a key


@dataclass(frozen=True, slots=True)
class Reading:
    """A query as it is understood: `query` with its errors mended, `words` for the words side, what
    was `corrected`, as (typed, looked for instead).

    `siblings` are words of it with the same names in the other script; a section that holds these
    alone counts `sibling_weight`, in [0, 1], of one with the words.
    """

    query: str
    words: str
    corrected: tuple[tuple[str, str], ...] = ()
    siblings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sibling_weight: float = 1.0

    def sought(self) -> frozenset[str]:
        """Return what a text must hold to say something of the query: stems, pieces of CJK text."""
        others = [word for words in self.siblings.values() for word in words]
        return sought_words(" ".join([self.words, *others]))


def read_query(query: str, vocabulary: Vocabulary) -> Reading:
    """Mend the plain words of `query` that are nowhere in the vault, and name those of the other
    script.

    A word that is there is never changed, nor is one in a phrase or an excluded one. Where the
    query has other words that are there, one is mended only to what stands in a section with one
    of them: `loaf` in a query on baking does not become `load`.
    """
    words = plain_words(query)[:_MOST_WORDS]
    mender = _Mender(words, vocabulary)
    read = TOKEN.sub(mender.mended, query) if mender.unknown else query
    siblings = {
        word: others
        for word in plain_words(read)[:_MOST_WORDS]
        if (others := vocabulary.siblings(word))
    }
    weight = min(map(vocabulary.sibling_weight, siblings), default=1.0)
    corrected = tuple(mender.corrected.items())
    return Reading(read, words_query(read), corrected, siblings, weight)


class _Mender:
    """Mends the tokens of one query, whose plain `words` are given; keeps what it `corrected`."""

    def __init__(self, words: list[str], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        held = {word: vocabulary.holds(word) for word in words}
        siblings = {word: vocabulary.siblings(word) for word in words}
        self.unknown = {word for word in words if not held[word]}
        self._context = [
            *(word for word in words if held[word]),
            *(sibling for word in words for sibling in siblings[word]),
        ]
        self.corrected: dict[str, str] = {}

    def mended(self, token: re.Match[str]) -> str:
        """Return a token of the query with its unknown words mended."""
        typed = token[0]
        words = [run.text for run in runs(typed) if not run.is_cjk]
        if not is_plain(typed) or not self.unknown.intersection(words):
            return typed
        found = self._in_other_layout(typed, words) or WORD.sub(self._nearest, typed)
        if found != typed:
            self.corrected[typed] = found
        return found

    def _in_other_layout(self, typed: str, words: list[str]) -> str | None:
        named = any(self._vocabulary.siblings(word) for word in words)
        if named or not self.unknown.issuperset(words):
            return None
        for keys in (typed, typed.strip(PUNCTUATION)):
            other = in_other_layout(keys).strip()
            meant = [run.text for run in runs(other)]
            long_enough = all(len(word) >= _SHORTEST_IN_LAYOUT for word in meant)
            if meant and long_enough and all(map(self._vocabulary.holds, meant)):
                return other
        return None

    def _nearest(self, match: re.Match[str]) -> str:
        found = [run.text for run in runs(match[0])]
        if len(found) != 1 or found[0] not in self.unknown:
            return match[0]
        nearest = self._vocabulary.nearest(found[0])
        return next(filter(self._fits, nearest), match[0])

    def _fits(self, word: str) -> bool:
        context = self._context
        return not context or self._vocabulary.holds_together(word, context)
