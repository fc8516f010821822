"""Pieces cut smaller by chance, so that a word is also known by its parts.

As MaxMatch-Dropout (Hiraoka 2022, arXiv 2209.04126): where the longest piece that fits is passed
over, WordPiece takes the next shorter one, and goes on from its end. A stem is then learned inside
its inflections, and a rare word, which only ever comes in pieces, is read as they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.train.initial_rows import split
from kblink.train.tokens import Tokens, ends, spans

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np


@dataclass(frozen=True, slots=True)
class Parts:
    """What each piece is cut into: entry p of `parts`; pieces that stay whole have none."""

    parts: Tokens

    def cut(self, tokens: Tokens, share: float, window: int, chance: np.random.Generator) -> Tokens:
        """Return texts with this share of the pieces that have parts cut into them.

        A text longer than `window` then loses the pieces before its last one, the mark.
        """
        import numpy as np

        counts = self.parts.lengths()[tokens.ids]
        whole = (counts == 0) | (chance.random(len(tokens.ids)) >= share)
        counts[whole] = 1
        # What is cut and what is not is taken from one array: the parts, and behind them the text.
        starts = np.where(
            whole, len(self.parts.ids) + np.arange(len(tokens.ids)), self.parts.starts[tokens.ids]
        )
        ids = np.concatenate((self.parts.ids, tokens.ids))[spans(starts, counts)]
        edges = ends(counts)[tokens.starts]
        return _within(Tokens(ids, edges), window)


def parts_of(pieces: Mapping[str, int], first: int) -> Parts:
    """Return the parts of all pieces from number `first` on: those before it stay whole, and so do
    those that smaller pieces do not make up."""
    import numpy as np

    found: list[list[int]] = [[] for _ in range(len(pieces))]
    for piece, number in pieces.items():
        if number >= first:
            parts = split(piece, pieces)
            made = "".join(part.removeprefix("##") for part in parts)
            if len(parts) > 1 and made == piece.removeprefix("##"):
                found[number] = [pieces[part] for part in parts]
    flat = np.array([part for parts in found for part in parts], np.int32)
    return Parts(Tokens(flat, ends(np.array([len(parts) for parts in found], np.int64))))


def _within(tokens: Tokens, window: int) -> Tokens:
    import numpy as np

    lengths = tokens.lengths()
    if not len(lengths) or lengths.max() <= window:
        return tokens
    kept = np.minimum(lengths, window)
    ids = tokens.ids[spans(tokens.starts[:-1], kept)]
    starts = ends(kept)
    ids[starts[1:] - 1] = tokens.ids[tokens.starts[1:] - 1]
    return Tokens(ids, starts)
