"""The embedding rows of new pieces, from those of the pieces that they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.train.align_pieces import align_pieces
from kblink.train.extend_vocabulary import CONTINUING, load_tokenizer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import numpy as np
    import numpy.typing as npt

    from kblink.train.align_pieces import Alignment
    from kblink.train.recipe import Alignment as Settings

    Rows = npt.NDArray[np.float32]

_LEAST_SEEN = 2
"""Pairs that a piece must be seen in: one pair alone aligns it with all that is in it."""


def initial_rows(
    old_rows: Rows,
    old: dict[str, Any],
    new: dict[str, Any],
    pairs: Sequence[tuple[str, str]],
    settings: Settings,
) -> Rows:
    """Return rows for the pieces of `new`, float32, shape (pieces, dimension).

    `old` and `new` are `tokenizer.json` documents, `pairs` (original, translation). Kept pieces
    keep their rows. A new piece gets the mean of the rows of the pieces that it is aligned with,
    weighted by probability; else that of the smaller pieces that it is made of.
    """
    import numpy as np

    old_pieces, pieces = old["model"]["vocab"], new["model"]["vocab"]
    rows = np.zeros((len(pieces), old_rows.shape[1]), np.float32)
    known = np.zeros(len(pieces), bool)
    for piece, row in pieces.items():
        if piece in old_pieces:
            rows[row], known[row] = old_rows[old_pieces[piece]], True
    kept = known.copy()
    _fill_aligned(rows, known, align(new, pairs, settings), settings)
    _fill_composed(rows, known, pieces)
    rows[~known] = rows[known & ~kept].mean(0) if (known & ~kept).any() else rows[kept].mean(0)
    return rows


def align(new: dict[str, Any], pairs: Sequence[tuple[str, str]], settings: Settings) -> Alignment:
    """Align the pieces of short pairs. Both sides are cut by the new tokenizer: the originals'
    pieces are the teacher's."""
    import numpy as np

    tokenizer = load_tokenizer(new)
    sides = [
        [np.array(found.ids) for found in tokenizer.encode_batch(texts, add_special_tokens=False)]
        for texts in ([pair[0] for pair in pairs], [pair[1] for pair in pairs])
    ]
    short = [
        (original, translation)
        for original, translation in zip(*sides, strict=True)
        if 0 < len(original) <= settings.longest and 0 < len(translation) <= settings.longest
    ][: settings.pairs]
    return align_pieces(
        [translation for _, translation in short],
        [original for original, _ in short],
        pieces=len(new["model"]["vocab"]),
        rounds=settings.rounds,
    )


def _fill_aligned(
    rows: Rows, known: npt.NDArray[np.bool_], found: Alignment, settings: Settings
) -> None:
    """Fill the rows of new pieces that were seen often enough from known rows."""
    import numpy as np

    usable = (found.probability >= settings.least_probability) & known[found.original]
    usable &= ~known[found.translation] & (found.seen[found.translation] >= _LEAST_SEEN)
    translation, original = found.translation[usable], found.original[usable]
    probability = found.probability[usable]
    order = np.lexsort((-probability, translation))
    translation, original, probability = translation[order], original[order], probability[order]
    firsts = np.flatnonzero(np.diff(translation, prepend=-1))
    for first, end in zip(firsts, [*firsts[1:], len(translation)], strict=True):
        best = slice(first, min(end, first + settings.kept))
        rows[translation[first]] = _mean(rows[original[best]], probability[best])
    known[translation] = True


def _fill_composed(rows: Rows, known: npt.NDArray[np.bool_], pieces: Mapping[str, int]) -> None:
    """Fill the rows that are left, shorter pieces first, so that longer ones are made of them."""
    for piece in sorted(pieces, key=lambda each: (len(each), each)):
        if known[pieces[piece]]:
            continue
        parts = [pieces[part] for part in split(piece, pieces) if known[pieces[part]]]
        if parts:
            rows[pieces[piece]] = _mean(rows[parts])
            known[pieces[piece]] = True


def split(piece: str, pieces: Mapping[str, int]) -> list[str]:
    """Return the longest smaller pieces that a piece is made of, from its start on."""
    inner = piece.startswith(CONTINUING)
    text = piece.removeprefix(CONTINUING)
    parts: list[str] = []
    at = 0
    while at < len(text):
        prefix = CONTINUING if at or inner else ""
        ends = range(len(text) - (at == 0), at, -1)
        found = next((end for end in ends if f"{prefix}{text[at:end]}" in pieces), None)
        if found is not None:
            parts.append(f"{prefix}{text[at:found]}")
        at = found or at + 1
    return parts


def _mean(rows: Rows, weights: npt.NDArray[np.float64] | None = None) -> Rows:
    """The mean direction, as long as rows are: positions are added to a row, not scaled by it."""
    import numpy as np

    mean = np.average(rows, axis=0, weights=weights)
    length = np.average(np.linalg.norm(rows, axis=1), weights=weights)
    scaled: Rows = (mean * (length / max(float(np.linalg.norm(mean)), 1e-9))).astype(np.float32)
    return scaled
