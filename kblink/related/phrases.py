"""Phrases in text, whatever the form of their words: where some of them stand."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kblink.store.words import WORD, stem

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

Phrase: TypeAlias = tuple[str, ...]
"""The folded and stemmed words of a phrase."""

BARRIER = "\0"
"""Stands in a text for what is no prose: no phrase reaches over it."""


class PlacedWord(NamedTuple):
    """A word of a text, folded and stemmed, and where it stands: `text[start:end]`."""

    stem: str
    start: int
    end: int


def placed_words(text: str) -> list[PlacedWord]:
    """Return the words of a text in order; in scripts without blanks each character is one."""
    found: list[PlacedWord] = []
    start = 0
    for part in text.split(BARRIER):
        if start:
            found.append(PlacedWord(BARRIER, start - 1, start))
        for match in WORD.finditer(part):
            first, last = start + match.start(), start + match.end()
            if match["cjk"] is None:
                found.append(PlacedWord(stem(_folded(match[0])), first, last))
            else:
                found.extend(PlacedWord(text[at], at, at + 1) for at in range(first, last))
        start += len(part) + 1
    return found


def phrase_of(text: str) -> Phrase:
    """Return the words of a name or an anchor text."""
    return tuple(word.stem for word in placed_words(text))


class PhraseBook:
    """Phrases that are looked for, all at once: the cost is the length of the text."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._phrases = {phrase for phrase in phrases if any(map(str.isalnum, phrase))}
        self._lengths: dict[str, set[int]] = {}
        for phrase in self._phrases:
            self._lengths.setdefault(phrase[0], set()).add(len(phrase))

    def places(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield where phrases stand among words, first and last (exclusive), also overlapping."""
        phrases: Container[Phrase] = self._phrases
        for first, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                last = first + length
                if last <= len(words) and tuple(words[first:last]) in phrases:
                    yield first, last


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().replace("ё", "е").replace("’", "'")
