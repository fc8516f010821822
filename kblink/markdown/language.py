"""Which language a text is written in, told by its script: enough to choose a stemmer."""

from __future__ import annotations

import re
import string

# The first byte of a letter in UTF-8: counting bytes is many times quicker than matching letters.
_CYRILLIC = bytes(range(0xD0, 0xD4))  # U+0400 to U+04FF
_LATIN = string.ascii_letters.encode() + bytes(range(0xC3, 0xC9))  # and U+00C0 to U+023F
_LETTER = re.compile("[A-Za-z]")
_RUSSIAN_SHARE = 0.3
"""Technical Russian is full of Latin names; a third of Cyrillic letters is still Russian."""


def language_of(text: str) -> str:
    """Return `ru`, `en`, or `und` where the text has no letter of either script."""
    if text.isascii():
        return "en" if _LETTER.search(text) else "und"
    data = text.encode("utf-8", "replace")
    cyrillic = _count(data, _CYRILLIC)
    latin = _count(data, _LATIN)
    if cyrillic + latin == 0:
        return "und"
    return "ru" if cyrillic / (cyrillic + latin) >= _RUSSIAN_SHARE else "en"


def _count(data: bytes, wanted: bytes) -> int:
    return len(data) - len(data.translate(None, wanted))
