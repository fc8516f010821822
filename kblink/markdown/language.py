"""Which language a text is written in, told by its script: enough to choose a stemmer."""

from __future__ import annotations

import re

_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_RUSSIAN_SHARE = 0.3
"""Technical Russian is full of Latin names; a third of Cyrillic letters is still Russian."""


def language_of(text: str) -> str:
    """Return `ru`, `en`, or `und` where the text has no letter of either script."""
    cyrillic = len(_CYRILLIC.findall(text))
    latin = len(_LATIN.findall(text))
    if cyrillic + latin == 0:
        return "und"
    return "ru" if cyrillic / (cyrillic + latin) >= _RUSSIAN_SHARE else "en"
