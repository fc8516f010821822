"""Text as the word index keeps it: folded, stemmed by script, CJK cut into pairs.

The same is done to what is stored and to what is asked for. A word is folded (NFKC, casefold, ё as
е), then stemmed: with Cyrillic letters by Snowball's Russian stemmer and without a fleeting vowel,
with Latin ones by its English one. Text in CJK has no blanks between words: each run is kept as its
overlapping pairs and its last character, so that any piece of it can be found. A change of what a
text gives counts up `WORDS_VERSION`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kblink.recipe import WORDS_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 64  # characters of a word that count: longer ones are keys and encoded bytes

_CJK = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7a3\U00020000-\U0003134f"
)
# Vowel signs of Indic and Semitic scripts are no letters to `\w` and yet parts of words.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0dff"
_LETTER = rf"(?:(?![{_CJK}])[^\W_])"
WORD = re.compile(
    rf"(?P<cjk>[{_CJK}]+)"
    rf"|{_LETTER}(?:{_LETTER}|[{_MARKS}])*(?:['’](?:s|t|re|ve|ll|d|m)(?![^\W_]))?"
)
"""A word, or a run of CJK characters, of a text that need not be folded."""

_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[a-z\u00df-\u024f]")
# Snowball's stems of список and списка, оценка and оценок, ячейка and ячеек differ. Of 58 pairs
# that these patterns join in two vaults 57 are one word, and стек and сток are too short for them.
_FLEETING = (
    (re.compile("(?<=[аеиоуыэюя])ек$"), "йк"),
    (re.compile("(?<=[бвгджзклмнпрстфхцчшщ])[ое]к$"), "к"),
    (re.compile("(?<=[бвгджзклмнпрстфхцчшщ])ец$"), "ц"),
)
_SHORTEST_FLEETING = 5
# It takes токен and токены for participles of a verb with the stem `ток`, but not токенов; with
# this ending left on, токен is one word, and решены is found by решение, of which it is said.
_LIKE_PARTICIPLE = re.compile("(?<=.)ен(?=[аоы]?$)")


class Run(NamedTuple):
    """A word of folded text, or a run of CJK characters."""

    text: str
    is_cjk: bool


def recipe() -> str:
    """Name how text becomes words here; an index made by another recipe is made anew."""
    from importlib.metadata import version

    return f"words {WORDS_VERSION}, snowballstemmer {version('snowballstemmer')}"


def runs(text: str) -> Iterator[Run]:
    """Yield the words and CJK runs of a text, folded but not stemmed."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").replace("’", "'")
    for match in WORD.finditer(folded):
        yield Run(match[0], match["cjk"] is not None)


def folded_words(text: str) -> list[str]:
    """Return the words of `text` as the index keeps them."""
    found: list[str] = []
    for run in runs(text):
        if run.is_cjk:
            found.extend((*pairs(run.text), run.text[-1]))
        else:
            found.append(stem(run.text))
    return found


def pairs(run: str) -> list[str]:
    """Return the overlapping pairs of characters in a run."""
    return [run[start : start + 2] for start in range(len(run) - 1)]


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return the stem of a folded word, by its script; one in any other script as it is."""
    # The classes, not `snowballstemmer.stemmer`: that takes PyStemmer where it happens to be
    # installed, and an index would then be read by another stemmer than it was made with.
    from snowballstemmer.english_stemmer import EnglishStemmer
    from snowballstemmer.russian_stemmer import RussianStemmer

    word = word[:_LONGEST]
    if _CYRILLIC.search(word):
        return _russian_stem(word, str(RussianStemmer().stemWord(word)))
    if _LATIN.search(word):
        return str(EnglishStemmer().stemWord(word)).replace("'", "")
    return word.replace("'", "")


def _russian_stem(word: str, stemmed: str) -> str:
    """What Snowball made of a word, where it takes one noun for two mended."""
    ending = _LIKE_PARTICIPLE.search(word)
    if ending and stemmed == word[: ending.start()]:
        return word[: ending.end()]
    if len(stemmed) >= _SHORTEST_FLEETING:
        for fleeting, without in _FLEETING:
            bare = fleeting.sub(without, stemmed)
            if bare != stemmed:
                return bare
    return stemmed
