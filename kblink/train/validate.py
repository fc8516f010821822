"""How good a student is on text that it never learns from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy as np
    import numpy.typing as npt

    from kblink.train.read_rows import Row
    from kblink.train.recipe import Recipe
    from kblink.train.select_rows import Selection

    Vectors = npt.NDArray[np.float32]
    Encode = Callable[[Sequence[str]], Vectors]

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


def validate(
    encode: Encode, text: ValidationText, recipe: Recipe, taught: SideVectors
) -> dict[str, float]:
    """Return figures of an encoder, each at most 1, and their mean, `all`.

    R@1 by names such as `match en-ru` and `find ru-en` (question, paragraph); the mean cosine
    between its vectors and those that the teacher gives the originals, by names such as `near ru`.
    `encode` returns unit vectors.
    """
    import numpy as np

    languages = (recipe.original, recipe.translation)
    sides = [_encode_side(encode, text, side) for side in (0, 1)]
    ways = [(a, b) for a in (0, 1) for b in (0, 1)]
    figures = {
        f"match {languages[a]}-{languages[b]}": recall_at_1(sides[a].pairs, sides[b].pairs)
        for a, b in ways
        if a != b
    }
    figures |= {
        f"find {languages[a]}-{languages[b]}": recall_at_1(sides[a].firsts, sides[b].rests)
        for a, b in ways
    }
    for language, side in zip(languages, sides, strict=True):
        near = [(own * other).sum(1) for own, other in zip(side, taught, strict=True)]
        figures[f"near {language}"] = float(np.concatenate(near).mean())
    return figures | {"all": sum(figures.values()) / len(figures)}


def teach(encode: Encode, text: ValidationText) -> SideVectors:
    """Return the teacher's vectors of the originals; `encode` is the teacher's."""
    return _encode_side(encode, text, 0)


class SideVectors(NamedTuple):
    """Vectors of one language: of pairs, of the first rows of paragraphs and of the others."""

    pairs: Vectors
    firsts: Vectors
    rests: Vectors


def _encode_side(encode: Encode, text: ValidationText, side: int) -> SideVectors:
    return SideVectors(
        encode([pair[side] for pair in text.pairs]),
        encode([each.first[side] for each in text.paragraphs]),
        encode([each.rest[side] for each in text.paragraphs]),
    )


def recall_at_1(queries: Vectors, targets: Vectors) -> float:
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
