"""Parts of a note's name that it may be called by: what stands in front of a subtitle, in front of
parentheses, and in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PARENTHESES = re.compile(r"[(（]([^()（）]*)[)）]")
_SUBTITLE = re.compile(r"\s+[-–—|]\s+|:\s+|\s*[：｜]\s*")
_SEPARATOR = re.compile(r"[,;/]\s*|\s+(?:or|или|ou)\s+")
_LEAST_LETTERS = 2


def parts_of(name: str) -> tuple[str, ...]:
    """Return the parts of a name, each once and none the whole: `Retrieval-Augmented Generation
    (RAG)` is called by `Retrieval-Augmented Generation` and by `RAG`."""
    return tuple(
        dict.fromkeys(
            part
            for part in map(str.strip, _parts(name))
            if part != name and sum(map(str.isalpha, part)) >= _LEAST_LETTERS
        )
    )


def _parts(name: str) -> Iterator[str]:
    bare = " ".join(_PARENTHESES.sub(" ", name).split())
    yield bare
    yield _SUBTITLE.split(bare, maxsplit=1)[0]
    for inside in _PARENTHESES.findall(name):
        yield inside
        yield from _SEPARATOR.split(inside)
