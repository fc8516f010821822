"""The notes that the sentence around a broken link speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.repair.sentence import sentence_around

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kblink.markdown.positions import Source
    from kblink.model import Link


@dataclass(frozen=True)
class Meaning:
    """`read` gives the text of a note, `find` the notes that a sentence speaks of, best first, with
    a score in [0, 1]."""

    read: Callable[[str], Source | None]
    find: Callable[[str], list[tuple[str, float]]]

    def __call__(self, link: Link, source: str) -> Iterator[tuple[str, float]]:
        """Yield the notes that the sentence around a link of the note `source` speaks of."""
        text = self.read(source)
        if text is None or text.text[link.span.start : link.span.end] != link.raw:
            return
        shown = link.display or link.target.rpartition("/")[2]
        sentence = sentence_around(text.text, link.span).replace(link.raw, shown)
        for path, score in self.find(sentence):
            if path != source:
                yield path, min(max(score, 0.0), 1.0)
