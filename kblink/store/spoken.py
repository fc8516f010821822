"""Keys by which a name written in Russian letters finds the same name in Latin ones.

Of the 140 pairs of words that share one in a Russian vault of 511 notes some ten mean two things;
what is shorter than these bounds shares its key by chance (`его` and `ego`, `старая` and `star`).
"""

from __future__ import annotations

import re

from kblink.store.words import stem
from kblink.transliterate import has_cyrillic, spoken_key

_SHORTEST = 4  # letters of a key
_SHORTEST_OF_STEM = 5
_LATIN = re.compile(r"[a-z0-9']+")
_NOUN_ENDINGS = frozenset(("а", "у", "ом", "е", "ы", "и", "ов", "ам", "ами", "ах"))
_VOWELS = re.compile("[aeiou]")


def spoken_keys(word: str) -> set[str]:
    """Return the keys of a folded word; none of one that is too short or of a third script."""
    if has_cyrillic(word):
        return _russian_keys(word)
    return _english_keys(word) if _LATIN.fullmatch(word) else set()


def _russian_keys(word: str) -> set[str]:
    """Of the word as it is, and of its stem: `берта` is a form of `берт`."""
    root = stem(word)
    key, of_root = spoken_key(word), spoken_key(root)
    is_noun = word[len(root) :] in _NOUN_ENDINGS
    shortest = _SHORTEST if is_noun else _SHORTEST_OF_STEM
    return {each for each in (key,) if _tells(each)} | {
        each for each in (of_root,) if len(each) >= shortest
    }


def _english_keys(word: str) -> set[str]:
    """Of the word as it is, and without the `s` of a plural."""
    bare = word.removesuffix("'s")
    forms = {bare, bare.removesuffix("s")} if not bare.endswith("ss") else {bare}
    return {key for key in map(spoken_key, forms) if _tells(key)}


def _tells(key: str) -> bool:
    """Whether a key is long enough, or an abbreviation: gpt, llm."""
    return len(key) >= _SHORTEST or (len(key) == _SHORTEST - 1 and not _VOWELS.search(key))
