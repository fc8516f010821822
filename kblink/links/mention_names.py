"""The names that a note may be mentioned by, as one pattern."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kblink.model import Named

_SHORT = 4
_COMMON_ENGLISH = """
about after also article book chapter contents data date draft example home idea ideas index info
inbox journal left link links list main name next note notes other overview page part people plan
project readme right section start summary task tasks template test text that then there these they
this those title todo topic untitled week welcome what when where which will with work year your
"""
_COMMON_RUSSIAN = """
будет быть введение время глава года главная день дела данные если есть задача задачи заметка
заметки идея идеи индекс итог итоги когда которые которых который книга книги люди может можно
начало неделя обзор общее план планы пример примеры проект работа раздел содержание список ссылка
ссылки статья статьи также текст тема темы только того черновик часть через чтобы этого
"""
_COMMON = frozenset((_COMMON_ENGLISH + _COMMON_RUSSIAN).split())
"""Words that stand in any text and mean the note only where they are written as its name is."""

_GAP = r"(?:[ \t\u00a0\u202f]+(?:\r?\n[ \t]*)?|\r?\n[ \t]*)"
_LETTER = re.compile(r"[^\W_]")
# Between letters of these scripts there are no blanks: any place may be a word's boundary.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_NO_LETTER_BEFORE = r"(?<![^\W_])"
_NO_LETTER_AFTER = "(?![^\\W_]|[\u0300-\u036f])"


def is_telling(name: str) -> bool:
    """Whether a name means its note however it is written: not where it is short, or one common
    word."""
    return len(name) >= _SHORT and name.casefold() not in _COMMON


def mention_pattern(note: Named) -> re.Pattern[str] | None:
    """Return a pattern for the note's file name, title and aliases as whole words, the longest
    first; None where it has no name with a letter in it.

    Case does not count, nor does `ё` for `е`; but a name of less than four letters, or of one
    common word, must stand as it is written.
    """
    names = {" ".join(name.split()) for name in _names(note)}
    ranked = sorted((name for name in names if _LETTER.search(name)), key=lambda name: -len(name))
    return re.compile("|".join(map(_alternative, ranked)), re.IGNORECASE) if ranked else None


def _names(note: Named) -> Iterator[str]:
    """Yield names in both normal forms, since a text may be in either."""
    for name in (PurePosixPath(note.path).stem, note.title, *note.aliases):
        yield unicodedata.normalize("NFC", name)
        yield unicodedata.normalize("NFD", name)


def _alternative(name: str) -> str:
    pattern = _GAP.join(map(_word, name.split(" ")))
    before = "" if _UNSPACED.match(name[0]) else _NO_LETTER_BEFORE
    after = "" if _UNSPACED.match(name[-1]) else _NO_LETTER_AFTER
    exact = not is_telling(name)
    return f"{before}{'(?-i:' if exact else '(?:'}{pattern}){after}"


def _word(word: str) -> str:
    return re.sub("[её]", "[её]", re.sub("[ЕЁ]", "[ЕЁ]", re.escape(word)))
