"""The words of a query found in a snippet, inflected forms included."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"\w+")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LONGEST_ENDING = 4
_SHORTEST_STEM = 4


def query_spans(query: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of each word of `text` that a word of `query` stands for.

    Two words match where they differ in their endings only: `queries` finds `query`, `ссылки`
    finds `ссылок`. Scripts without blanks between words are matched by substring.
    """
    wanted = {_fold(word) for word in _WORD.findall(query)}
    for match in _WORD.finditer(text):
        word = _fold(match[0])
        if any(_same_word(item, word) for item in wanted):
            yield match.span()
        elif _CJK.search(word):
            yield from _substrings(wanted, match[0], match.start())


def _fold(word: str) -> str:
    return word.casefold().replace("ё", "е")


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter, longer = sorted((len(one), len(other)))
    stem = shorter - _ending(one, shorter)
    return (
        stem >= _SHORTEST_STEM and longer - stem <= _LONGEST_ENDING and one[:stem] == other[:stem]
    )


def _ending(word: str, length: int) -> int:
    """Return how many letters at the end of a word of `length` letters may be an inflection."""
    if length < 5:
        return 0
    return 2 if length > 5 and _CYRILLIC.search(word) else 1


def _substrings(wanted: set[str], run: str, offset: int) -> Iterator[tuple[int, int]]:
    for item in wanted:
        if _CJK.search(item) and (start := run.find(item)) >= 0:
            yield offset + start, offset + start + len(item)
