"""How good a student is on text that it never learns from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy as np
    import numpy.typing as npt

    from kblink.train.read_rows import Row
    from kblink.train.recipe import Recipe
    from kblink.train.select_rows import Selection

    Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]

PARAGRAPH = 6
"""Rows of a paragraph: the first is the question, the others are to be found."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The first row of a paragraph and the others, joined; each as (original, translation)."""

    first: tuple[str, str]
    rest: tuple[str, str]


@dataclass(frozen=True, slots=True)
class ValidationText:
    """Pairs to match, and paragraphs to find."""

    pairs: tuple[tuple[str, str], ...]
    paragraphs: tuple[Paragraph, ...]


def validation_text(selection: Selection, recipe: Recipe) -> ValidationText:
    """Return what the held-out rows give, without repeats on either side."""
    pairs: dict[str, str] = {}
    paragraphs: list[Paragraph] = []
    for name, blocks in selection.held_out.items():
        for block in blocks:
            pairs |= {row.original: row.translation for row in block}
            if recipe.source(name).passages:
                paragraphs.extend(_paragraphs(block))
    unique = {translation: original for original, translation in pairs.items()}
    matched = tuple((original, translation) for translation, original in unique.items())
    return ValidationText(matched, tuple(paragraphs))


def validate(encode: Encode, text: ValidationText, recipe: Recipe) -> dict[str, float]:
    """Return R@1, by names such as `match en-ru` and `find ru-en` (question, paragraph), and
    their mean, `all`. `encode` returns unit vectors."""
    languages = (recipe.original, recipe.translation)
    sides = [encode([pair[side] for pair in text.pairs]) for side in (0, 1)]
    figures = {
        f"match {languages[a]}-{languages[b]}": recall_at_1(sides[a], sides[b])
        for a, b in ((0, 1), (1, 0))
    }
    firsts = [encode([each.first[side] for each in text.paragraphs]) for side in (0, 1)]
    rests = [encode([each.rest[side] for each in text.paragraphs]) for side in (0, 1)]
    figures |= {
        f"find {languages[a]}-{languages[b]}": recall_at_1(firsts[a], rests[b])
        for a in (0, 1)
        for b in (0, 1)
    }
    return figures | {"all": sum(figures.values()) / len(figures)}


def recall_at_1(queries: npt.NDArray[np.float32], targets: npt.NDArray[np.float32]) -> float:
    """Return the share of queries to which target i, of query i, is the nearest; 0 for none."""
    import numpy as np

    if not len(queries):
        return 0.0
    nearest = (queries @ targets.T).argmax(1)
    return float(np.mean(nearest == np.arange(len(queries))))


def _paragraphs(block: Sequence[Row]) -> Iterable[Paragraph]:
    for at in range(0, len(block) - PARAGRAPH + 1, PARAGRAPH):
        first, *rest = block[at : at + PARAGRAPH]
        yield Paragraph(
            (first.original, first.translation),
            (
                " ".join(row.original for row in rest),
                " ".join(row.translation for row in rest),
            ),
        )
