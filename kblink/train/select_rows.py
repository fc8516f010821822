"""Which rows are trained on, and which validate.

Rows go in blocks of consecutive ones, so that what is held out and what is capped still holds
passages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from kblink.errors import TrainingError
from kblink.train.read_rows import read_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from kblink.train.read_rows import Row
    from kblink.train.recipe import Recipe, Source

    Blocks = list[list[Row]]

_BETWEEN_WORDS = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Selection:
    """Blocks of consecutive rows, by source: to train on, and to validate with."""

    train: dict[str, Blocks]
    held_out: dict[str, Blocks]

    def learned(self) -> list[Row]:
        """Return the rows to train on, source after source."""
        return [row for blocks in self.train.values() for block in blocks for row in block]


def text_hash(text: str) -> int:
    """Return 64 bits that texts have in common which differ in case, spaces and marks only."""
    words = _BETWEEN_WORDS.sub(" ", text.casefold()).strip()
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "little")


def select_rows(
    rows: Sequence[Row], folder: Path, recipe: Recipe, barred: frozenset[int] = frozenset()
) -> Selection:
    """Sort rows into those that train and those that validate; the same for the same seed.

    Left out: what the recipe excludes, rows with a text whose hash is `barred`, or of an excluded
    file, or of a row that validates, and exact repeats. Raises TrainingError where nothing is left,
    or an excluded file cannot be read.
    """
    never = barred | _hashes(
        row for name in recipe.exclude.files for row in _excluded(folder, name, recipe)
    )
    blocks = _blocks(_wanted(rows, recipe), recipe)
    held_out = {
        name: some[: _number(recipe.source(name).held_out, recipe.block)]
        for name, some in blocks.items()
    }
    held_out = {name: some for name, some in held_out.items() if some}
    never |= _hashes(row for some in held_out.values() for block in some for row in block)
    seen: set[tuple[int, int]] = set()
    train = {
        name: _kept(some[len(held_out.get(name, ())) :], recipe.source(name), never, seen)
        for name, some in blocks.items()
    }
    train = {name: some for name, some in train.items() if some}
    if not train:
        raise TrainingError(f"The recipe {recipe.name} leaves no row of {folder} to train on.")
    return Selection(train, held_out)


def _excluded(folder: Path, name: str, recipe: Recipe) -> Iterable[Row]:
    columns = ("source", "licence", recipe.original, recipe.translation)
    return read_file(folder / name, recipe.files.get(name, columns), recipe)


def _wanted(rows: Iterable[Row], recipe: Recipe) -> Iterable[Row]:
    exclude = recipe.exclude
    for row in rows:
        if row.source in exclude.sources or row.source.endswith(exclude.suffixes or ("\0",)):
            continue
        if row.count >= recipe.source(row.source).least_count:
            yield row


def _blocks(rows: Iterable[Row], recipe: Recipe) -> dict[str, Blocks]:
    """The blocks of each source, in an order that depends on the seed and its name alone."""
    by_source: dict[str, list[Row]] = {}
    for row in rows:
        by_source.setdefault(row.source, []).append(row)
    size = recipe.block
    return {
        name: _shuffled([some[at : at + size] for at in range(0, len(some), size)], name, recipe)
        for name, some in by_source.items()
    }


def _shuffled(blocks: Blocks, name: str, recipe: Recipe) -> Blocks:
    import numpy as np

    order = np.random.default_rng([recipe.seed, text_hash(name)]).permutation(len(blocks))
    return [blocks[at] for at in order]


def _kept(
    blocks: Blocks, source: Source, barred: frozenset[int], seen: set[tuple[int, int]]
) -> Blocks:
    """What is left of blocks without barred texts and repeats, up to the source's rows."""
    kept: Blocks = []
    room = source.rows or sum(map(len, blocks))
    for block in blocks:
        clean = []
        for row in block:
            pair = (text_hash(row.original), text_hash(row.translation))
            if pair not in seen and barred.isdisjoint(pair):
                seen.add(pair)
                clean.append(row)
        if clean and room > 0:
            kept.append(clean[:room])
            room -= len(clean)
        if room <= 0:
            break
    return kept


def _number(rows: int, block: int) -> int:
    return -(-rows // block)


def _hashes(rows: Iterable[Row]) -> frozenset[int]:
    return frozenset(text_hash(text) for row in rows for text in (row.original, row.translation))
