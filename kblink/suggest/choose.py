"""Which of the phrases that may be linked are suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Suggestion(NamedTuple):
    """A phrase of a note's sentence, by the sentence's number, that should lead to a note."""

    sentence: int
    start: int
    end: int
    target: int
    confidence: float


def without_overlaps(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Keep the surest of those that overlap, and of those in a sentence with one target; of equals
    the longest, then the first."""
    kept: list[Suggestion] = []
    by_sentence: dict[int, list[Suggestion]] = {}
    for each in sorted(suggestions, key=surest_first):
        others = by_sentence.setdefault(each.sentence, [])
        if not any(
            other.target == each.target or (other.start < each.end and each.start < other.end)
            for other in others
        ):
            others.append(each)
            kept.append(each)
    return kept


def one_a_target(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Keep of those that lead to one note the surest; of equals the first."""
    kept: dict[int, Suggestion] = {}
    for each in sorted(suggestions, key=surest_first):
        kept.setdefault(each.target, each)
    return [*kept.values()]


def surest_first(suggestion: Suggestion) -> tuple[float, int, int, int]:
    """The surest, then the longest, then the first; equal signs may differ in their last digits."""
    each = suggestion
    return (-round(each.confidence, 9), each.start - each.end, each.sentence, each.start)
