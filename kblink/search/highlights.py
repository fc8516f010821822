"""Where the words of a query stand in a text, inflected forms included."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from kblink.store.words import WORD, folded_words

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet


def highlights(text: str, sought: AbstractSet[str]) -> tuple[tuple[int, int], ...]:
    """Return (start, end) in code points of each word of `text` that is one of `sought`, in order.

    `sought` are stems, and pieces of CJK text, which are found inside a run. A symbol that is
    indexed as several characters (㋀ as 1月) is passed over.
    """
    plain = {_without_accents(word) for word in sought}
    spans: list[tuple[int, int]] = []
    for match in WORD.finditer(text):
        if match["cjk"] is not None:
            spans.extend(_pieces(match, plain))
        elif not plain.isdisjoint(_stems(match[0])):
            spans.append(match.span())
    return tuple(spans)


@lru_cache(maxsize=1 << 14)
def _stems(word: str) -> tuple[str, ...]:
    return tuple(_without_accents(stem) for stem in folded_words(word))


def _pieces(run: re.Match[str], sought: AbstractSet[str]) -> Iterator[tuple[int, int]]:
    """The parts of a CJK run that pieces of the query cover together."""
    text = "".join(map(_folded, run[0]))
    covered = set[int]()
    for at in range(len(text)):
        for size in (1, 2):
            if text[at : at + size] in sought:
                covered.update(range(at, min(at + size, len(text))))
    for at in sorted(covered):
        if at - 1 not in covered:
            end = next(after for after in range(at, len(text) + 1) if after not in covered)
            yield run.start() + at, run.start() + end


def _folded(character: str) -> str:
    """A character as the word index keeps it, where that is one too."""
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character


def _without_accents(word: str) -> str:
    """A word as the word index compares it, é as e; letters of other scripts keep their marks."""
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFD", word)
    if not "a" <= letters[0] <= "z":
        return word
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
