"""Text that SQLite can keep: lone surrogates made storable, and back, without loss.

A file name that is not UTF-8 reaches Python with lone surrogates (PEP 383); SQLite stores UTF-8
and refuses them. They are written as a noncharacter and six hexadecimal digits.
"""

from __future__ import annotations

import re
import sys

_MARK = "\U0010ffff"
_UNSTORABLE = re.compile(f"[\ud800-\udfff{_MARK}]")
_WRITTEN = re.compile(f"{_MARK}([0-9a-f]{{6}})")


def storable(text: str) -> str:
    """Return `text` with each lone surrogate, and the mark, written as a mark and digits."""
    if text.isascii():
        return text
    return _UNSTORABLE.sub(lambda match: f"{_MARK}{ord(match[0]):06x}", text)


def restored(stored: bytes) -> str:
    """Undo `storable` on UTF-8 bytes from the database. Raises UnicodeError for damaged bytes."""
    text = stored.decode("utf-8")
    if _MARK not in text:
        return text
    return _WRITTEN.sub(_character, text)


def _character(written: re.Match[str]) -> str:
    number = int(written[1], 16)
    if number > sys.maxunicode:
        raise UnicodeError(f"{number:x} is no character")
    return chr(number)
