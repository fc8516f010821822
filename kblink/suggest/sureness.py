"""How sure a link is: two fits, of what may be linked and of what is left of it.

Of phrases that overlap, and of those that lead to one note, the surest alone is suggested, so that
what is left is surer, or less sure, than its signs said: a second fit, to what notes give that the
first has not seen, tells that. What else is known of a sentence that has a link, that it has one,
raises the odds by a second fit of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import exp, log
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kblink.rank.logistic import LogisticModel, fit_logistic
from kblink.suggest.choose import Suggestion, one_a_target, without_overlaps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.suggest.evidence import Candidate
    from kblink.suggest.lessons import Examples, Signed
    from kblink.suggest.weights import SuggestionWeights

PENALTY = 30.0
"""How strongly weights are drawn to those of other vaults. The mean squared error of confidences
(the mean of five vaults, each with the prior of the others) where 5 notes were learned from, 15,
and four fifths of the vault: 0.110, 0.094 and 0.085 with 10; 0.113, 0.095 and 0.083 with 30; 0.116,
0.099 and 0.085 with 120; without a prior 0.140, 0.100 and 0.088."""
SECOND_PENALTY = 5.0
_CONSTANT_PENALTY, _LEAST_PENALTY = 1.0, 1e-3
"""With a prior and without: how many links a writer makes is his own."""
_NEARLY = 1e-4
_ALONE = 0.1
"""What may be the link of a sentence beside all that is known of."""
IDENTITY = (1.0, 0.0)
LINKED_IDENTITY = (1.0, 0.0, 0.0, 0.0)
"""Second fits that leave everything as it is."""

Choose: TypeAlias = Callable[[Iterable[Suggestion]], list[Suggestion]]


class Chosen(NamedTuple):
    """What is left of candidates, with its row among them, and the features of the second fit."""

    row: int
    suggestion: Suggestion
    features: tuple[float, ...]
    right: bool


def first_model(weights: SuggestionWeights) -> LogisticModel:
    """Return the first fit of what was learned."""
    import numpy as np

    return LogisticModel(
        np.asarray(weights.weights), np.asarray(weights.center), np.asarray(weights.scale)
    )


def first_fit(
    examples: Sequence[Examples],
    width: int,
    prior: LogisticModel | None,
    penalty: float,
    counted: Sequence[float] | None = None,
) -> LogisticModel:
    """Fit the signs of what may be linked; `counted` says how often those of each note count."""
    import numpy as np

    filled = [place for place, each in enumerate(examples) if each.right]
    often = [1.0 if counted is None else counted[place] for place in filled]
    rights = [examples[place].right for place in filled]
    return fit_logistic(
        np.concatenate([np.zeros((0, width)), *(examples[place].signed.table for place in filled)]),
        np.asarray([each for own in rights for each in own], dtype=np.bool_),
        penalty=penalty,
        prior=prior,
        constant_penalty=_LEAST_PENALTY if prior is None else _CONSTANT_PENALTY,
        counts=np.repeat(often, [len(own) for own in rights]) if filled else np.zeros(0),
    )


def second_fit(
    some: Sequence[Chosen], prior: tuple[float, ...], counted: Sequence[float] | None = None
) -> tuple[float, ...]:
    """Fit what is chosen, by the logarithm of the odds of the first fit and what else is known; the
    last weight is the constant's."""
    import numpy as np

    width = len(prior) - 1
    fitted = fit_logistic(
        np.asarray([each.features for each in some], dtype=np.float64).reshape(len(some), width),
        np.asarray([each.right for each in some], dtype=np.bool_),
        penalty=SECOND_PENALTY,
        constant_penalty=_CONSTANT_PENALTY,
        prior=LogisticModel(np.asarray(prior), np.zeros(width), np.ones(width)),
        counts=None if counted is None else np.asarray(counted),
    )
    return tuple(fitted.weights.tolist())


def choose_anywhere(examples: Examples, model: LogisticModel) -> list[Chosen]:
    """Choose what is suggested of first mentions: one a target."""
    return [
        Chosen(row, each, (odds(each.confidence),), examples.right[row])
        for row, each in _kept(
            examples.signed, model, lambda some: one_a_target(without_overlaps(some))
        )
    ]


def choose_linked(examples: Examples, model: LogisticModel) -> list[Chosen]:
    """Choose what is suggested in sentences with a link: the more else there is that may be it, and
    where the phrase was said before, the less sure each is."""
    kept = _kept(examples.signed, model, without_overlaps)
    crowd: dict[int, float] = {}
    for _, each in kept:
        crowd[each.sentence] = crowd.get(each.sentence, 0.0) + each.confidence
    return [
        Chosen(
            row,
            each,
            (
                odds(each.confidence),
                log(_ALONE + crowd[each.sentence] - each.confidence),
                float(examples.first[row]),
            ),
            examples.right[row],
        )
        for row, each in kept
    ]


def probability(weights: tuple[float, ...], features: tuple[float, ...]) -> float:
    """Return how sure the second fit is of what has these features."""
    *slopes, constant = weights
    value = constant + sum(one * two for one, two in zip(slopes, features, strict=True))
    return 1 / (1 + exp(-max(min(value, 40.0), -40.0)))


def odds(probability: float) -> float:
    """The logarithm of the odds, the same for all that is nearly sure."""
    held = min(max(probability, _NEARLY), 1 - _NEARLY)
    return log(held / (1 - held))


def _kept(signed: Signed, model: LogisticModel, choose: Choose) -> list[tuple[int, Suggestion]]:
    if not signed.candidates:
        return []
    row_of = {_place(each): row for row, each in enumerate(signed.candidates)}
    some = (
        Suggestion(each.sentence, each.start, each.end, each.target, float(confidence))
        for each, confidence in zip(
            signed.candidates, model.probabilities(signed.table), strict=True
        )
    )
    return [(row_of[_place(each)], each) for each in choose(some)]


def _place(each: Candidate | Suggestion) -> tuple[int, int, int, int]:
    return each.sentence, each.start, each.end, each.target
