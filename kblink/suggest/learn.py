"""Learn of a vault how sure its links are, beginning with what other vaults taught, and suggest by
it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

from kblink.suggest.lessons import Examples, first_mentions, lessons, sign
from kblink.suggest.sureness import (
    IDENTITY,
    LINKED_IDENTITY,
    PENALTY,
    Chosen,
    choose_anywhere,
    choose_linked,
    first_fit,
    first_model,
    probability,
    second_fit,
)
from kblink.suggest.weights import SuggestionWeights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kblink.suggest.choose import Suggestion
    from kblink.suggest.evidence import Candidate, Evidence
    from kblink.suggest.lessons import Lesson, Signed
    from kblink.suggest.signs import SignsOf

_FOLDS = 5


class Found(NamedTuple):
    """A suggestion with the candidate that it was, and the signs of that."""

    suggestion: Suggestion
    candidate: Candidate
    signs: tuple[float, ...]


def learn(
    evidence: Evidence,
    signs: tuple[str, ...],
    signs_of: SignsOf,
    prior: SuggestionWeights | None = None,
) -> SuggestionWeights:
    """Learn from the notes that are not hidden, beginning with the weights of a `prior`. Without
    one, and without any link, nothing is ever sure."""
    return fit(lessons(evidence, signs_of), signs, prior)


def fit(
    by_note: Mapping[int, Lesson],
    signs: tuple[str, ...],
    prior: SuggestionWeights | None = None,
    *,
    penalty: float = PENALTY,
) -> SuggestionWeights:
    """Fit what may be linked; then, since of phrases that overlap the surest alone is suggested,
    fit what is: to what notes give that the first fit has not seen."""
    before = None if prior is None else first_model(prior)
    first = first_fit([each.anywhere for each in by_note.values()], len(signs), before, penalty)
    anywhere: list[Chosen] = []
    linked: list[Chosen] = []
    for fold in _folds([*by_note]):
        others = [each.anywhere for note, each in by_note.items() if note not in fold]
        model = first_fit(others, len(signs), before, penalty)
        for note in fold:
            anywhere += choose_anywhere(by_note[note].anywhere, model)
            linked += choose_linked(by_note[note].linked, model)
    return SuggestionWeights(
        signs,
        tuple(first.center.tolist()),
        tuple(first.scale.tolist()),
        tuple(first.weights.tolist()),
        second_fit(anywhere, IDENTITY if prior is None else prior.anywhere),
        second_fit(linked, LINKED_IDENTITY if prior is None else prior.linked),
        (0 if prior is None else prior.links)
        + sum(sum(each.linked.right) for each in by_note.values()),
    )


def suggest(
    evidence: Evidence,
    weights: SuggestionWeights,
    signs_of: SignsOf,
    note: int,
    allowed: Callable[[Candidate], bool] = lambda _: True,
) -> list[Found]:
    """Return what should be linked in a note, of what is `allowed`: the first mention of each
    phrase alone, and one phrase for each target; no two of them overlap."""
    candidates = [*evidence.candidates(note)]
    rows = [*first_mentions(candidates, [allowed(each) for each in candidates]).values()]
    signed = sign(evidence, signs_of, note, candidates, rows).of(rows)
    examples = Examples(signed, [False] * len(rows), [True] * len(rows))
    some = choose_anywhere(examples, first_model(weights))
    return _found(signed, some, weights.anywhere) if weights.links else []


def suggest_in(
    evidence: Evidence,
    weights: SuggestionWeights,
    signs_of: SignsOf,
    note: int,
    sentences: Iterable[int],
) -> list[Found]:
    """Return what should be linked in those sentences of a note, of which it is known that they
    have a link; no two of them overlap."""
    candidates = [*evidence.candidates(note)]
    wanted = {*sentences}
    rows = [row for row, each in enumerate(candidates) if each.sentence in wanted]
    signed = sign(evidence, signs_of, note, candidates, rows).of(rows)
    said_first = {*first_mentions(candidates, [True] * len(candidates)).values()}
    first = [row in said_first for row in rows]
    some = choose_linked(Examples(signed, [False] * len(rows), first), first_model(weights))
    return _found(signed, some, weights.linked) if weights.links else []


def _folds(notes: Sequence[int]) -> list[list[int]]:
    dealt = [*notes]
    random.Random(0).shuffle(dealt)  # noqa: S311 - no secret
    return [dealt[first::_FOLDS] for first in range(min(_FOLDS, len(dealt)))]


def _found(signed: Signed, some: Sequence[Chosen], weights: tuple[float, ...]) -> list[Found]:
    return [
        Found(
            each.suggestion._replace(confidence=probability(weights, each.features)),
            signed.candidates[each.row],
            tuple(signed.table[each.row].tolist()),
        )
        for each in some
    ]
