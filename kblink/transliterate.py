"""Russian names and the same names in Latin letters, brought to one key.

Cyrillic letters are written by one table; what the usual systems (ISO 9, BGN, GOST 7.79 B) and
people do otherwise is folded away in both scripts. The key conflates some sounds (ш and щ, е and
ё, и, й and ы): it finds names, it does not spell them. GOST's `x` for х is the one way left out,
since nearly all who write `x` mean кс.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from kblink.at_once import at_once

if TYPE_CHECKING:
    from collections.abc import Sequence

_RUSSIAN = {
    **dict(zip("абвгдеёзийклмнопрстуфхыэ", "abvgdeeziiklmnoprstufhie", strict=True)),
    **dict(zip("жцчшщюяъь", ("zh", "ts", "tsh", "sh", "sh", "iu", "ia", "", ""), strict=True)),
}
"""One way for each letter, as the key has it."""

_MARKED = {"ž": "zh", "č": "tsh", "š": "sh", "ŝ": "sh", "û": "iu", "â": "ia"}
"""Of ISO 9, before other marks above letters are dropped."""

_MARKED_LETTERS = str.maketrans(_MARKED)
_LETTERS = str.maketrans({**_RUSSIAN, "c": "ts", "x": "ks", "w": "v", "y": "i", "j": "i"})
_SIGNS = re.compile(r"['’`ʹʺ″′\"\u0300-\u036f]")
_BETWEEN_WORDS = re.compile(r"(?:[^\w\0]|_)+")  # NUL stands between names
_SOUNDS = (
    (re.compile(r"kh"), "h"),  # х as kh
    (re.compile(r"tsz"), "ts"),  # ц as cz; `c` is `ts` by now, `ch` is `tsh`
    (re.compile(r"sh?tsh|shh"), "sh"),  # щ as sch, shch, shh
    (re.compile(r"ii+"), "i"),  # ий, ый as iy, ij, y
    (re.compile(r"i[eo]"), "e"),  # ё, е as yo, io, ye
)
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_READINGS = (
    (re.compile(r"ck"), "k"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"th"), "t"),
    (re.compile(r"qu"), "kv"),
    (re.compile(r"c(?![eiyh])"), "k"),
    (re.compile(r"ee"), "i"),
    (re.compile(r"oo"), "u"),
)
"""How Russian writes what it has taken from English: докер, граф, метод, вектор, кубернетес."""
_DOUBLED = re.compile(r"(.)\1+")


def has_cyrillic(name: str) -> bool:
    """Whether a name holds a Russian letter."""
    return not name.isascii() and _CYRILLIC.search(unicodedata.normalize("NFC", name)) is not None


def sound_key(name: str) -> str:
    """The key that a Russian name and its transliterations share; blanks, `_`, `-` are one."""
    return _sounds(name).strip()


def sound_keys(names: Sequence[str]) -> list[str]:
    """Return `sound_key` of each name."""
    return at_once(_sounds, names)


def _sounds(names: str) -> str:
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFC", names).casefold())
    if any(letter in composed for letter in _MARKED):  # few texts have one, and looking is quick
        composed = composed.translate(_MARKED_LETTERS)
    plain = unicodedata.normalize("NFD", composed)
    latin = _SIGNS.sub("", plain).translate(_LETTERS)
    key = _BETWEEN_WORDS.sub(" ", latin)
    while (folded := _folded(key)) != key:
        key = folded
    return key


def spoken_key(word: str) -> str:
    """The key that a Russian word and an English one share where the one was made of the other.

    It reads Latin letters the English way, `c` as к, and does not count doubled ones.
    """
    read = word.casefold()
    for letters, reading in _READINGS:
        read = letters.sub(reading, read)
    return _DOUBLED.sub(r"\1", sound_key(read))


def _folded(key: str) -> str:
    for sound, letter in _SOUNDS:
        key = sound.sub(letter, key)
    return key
