"""How sure a link is: learned from the links of a vault that stand in its sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import log
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kblink.rank.logistic import LogisticModel, fit_logistic
from kblink.suggest.choose import Suggestion, one_a_target, without_overlaps
from kblink.suggest.weights import SuggestionWeights

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from kblink.related.phrases import Phrase
    from kblink.suggest.evidence import Candidate, Evidence
    from kblink.suggest.sentences import Sentence
    from kblink.suggest.signs import SignsOf

_PENALTY = 5.0
"""A vault has few links to learn from: before the second fit the calibration error on quartz-docs,
foam-docs, data-engineering-wiki and lixelv-notes was 0.035, 0.053, 0.105 and 0.117 with it; with 1
it was 0.016, 0.052, 0.131 and 0.130, with 20 0.078, 0.079, 0.119 and 0.122. With the second fit it
is 0.028, 0.034, 0.107 and 0.073, and on seed-vault 0.011 where it was 0.083."""
_NEARLY = 1e-4

Choose: TypeAlias = Callable[[Iterable[Suggestion]], list[Suggestion]]


class Signed(NamedTuple):
    """The candidates of a note and their signs, shape (candidates, signs)."""

    candidates: list[Candidate]
    table: npt.NDArray[np.float64]


class Examples(NamedTuple):
    """What is learned from: candidates, and whether each is right."""

    signed: Signed
    right: list[bool]


class Found(NamedTuple):
    """A suggestion with the candidate that it was, and the signs of that."""

    suggestion: Suggestion
    candidate: Candidate
    signs: tuple[float, ...]


def learn(evidence: Evidence, signs: tuple[str, ...], signs_of: SignsOf) -> SuggestionWeights:
    """Learn from the sentences of all notes that are not hidden: fit what may be linked; then,
    since of phrases that overlap the surest alone is suggested, fit what is. Without any link
    nothing is ever sure."""
    import numpy as np

    known = evidence.known
    anywhere: list[Examples] = []
    linked: list[Examples] = []
    for note, sentences in enumerate(known.sentences):
        numbers = [number for number, each in enumerate(sentences) if each.anchors]
        if numbers and note not in known.hidden:
            signed = sign(evidence, note, signs_of)
            right = [is_right(each, sentences) for each in signed.candidates]
            linked.append(_in_sentences(signed, right, numbers))
            anywhere.append(_first_mentions(signed, right))
    first = fit_logistic(
        np.concatenate(
            [np.zeros((0, len(signs))), *(each.signed.table for each in linked if each.right)]
        ),
        np.asarray([each for own in linked for each in own.right], dtype=np.bool_),
        penalty=_PENALTY,
    )
    links = sum(
        len(each.anchors)
        for note, own in enumerate(known.sentences)
        if note not in known.hidden
        for each in own
    )
    return SuggestionWeights(
        signs,
        tuple(first.center.tolist()),
        tuple(first.scale.tolist()),
        tuple(first.weights.tolist()),
        _second(anywhere, first, chosen),
        _second(linked, first, without_overlaps),
        links,
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
    signed = sign(evidence, note, signs_of)
    some = _rows(signed, [row for row, each in enumerate(signed.candidates) if allowed(each)])
    first = _first_mentions(some, [False] * len(some.candidates)).signed
    return _found(first, weights, chosen, weights.anywhere)


def suggest_in(
    evidence: Evidence,
    weights: SuggestionWeights,
    signs_of: SignsOf,
    note: int,
    sentences: Iterable[int],
) -> list[Found]:
    """Return what should be linked in those sentences of a note, of which it is known that they
    have a link; no two of them overlap."""
    signed = sign(evidence, note, signs_of, sentences)
    return _found(signed, weights, without_overlaps, weights.linked)


def sign(
    evidence: Evidence, note: int, signs_of: SignsOf, sentences: Iterable[int] | None = None
) -> Signed:
    """Return what may be linked in a note, or in those of its sentences, with its signs."""
    import numpy as np

    found = [*evidence.candidates(note, sentences)]
    if not found:
        return Signed([], np.zeros((0, 0)))
    signs = signs_of(evidence, note)
    return Signed(found, np.asarray([signs(each) for each in found], dtype=np.float64))


def chosen(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Keep of all mentions of a note those that are suggested."""
    return one_a_target(without_overlaps(suggestions))


def is_right(candidate: Candidate | Suggestion, sentences: Sequence[Sentence]) -> bool:
    """Whether a link of the writer leads from where a candidate is to where it leads."""
    return any(
        anchor.target == candidate.target
        and anchor.start < candidate.end
        and candidate.start < anchor.end
        for anchor in sentences[candidate.sentence].anchors
    )


def odds(probability: float) -> float:
    """The logarithm of the odds, the same for all that is nearly sure."""
    held = min(max(probability, _NEARLY), 1 - _NEARLY)
    return log(held / (1 - held))


def _rows(signed: Signed, rows: Sequence[int]) -> Signed:
    return Signed([signed.candidates[row] for row in rows], signed.table[[*rows]])


def _in_sentences(signed: Signed, right: Sequence[bool], sentences: Iterable[int]) -> Examples:
    wanted = {*sentences}
    rows = [row for row, each in enumerate(signed.candidates) if each.sentence in wanted]
    return Examples(_rows(signed, rows), [right[row] for row in rows])


def _first_mentions(signed: Signed, right: Sequence[bool]) -> Examples:
    """Of all mentions the first, which is right where the writer has linked any of them."""
    rows: dict[tuple[Phrase, int], int] = {}
    linked: set[tuple[Phrase, int]] = set()
    for row, (each, is_linked) in enumerate(zip(signed.candidates, right, strict=True)):
        rows.setdefault((each.phrase, each.target), row)
        if is_linked:
            linked.add((each.phrase, each.target))
    return Examples(_rows(signed, [*rows.values()]), [each in linked for each in rows])


def _second(
    examples: Iterable[Examples], first: LogisticModel, choose: Choose
) -> tuple[float, float]:
    """Slope and constant of the logarithm of the odds of what is chosen."""
    import numpy as np

    confidences, labels = [], []
    for signed, right in examples:
        right_of = dict(zip(map(_place, signed.candidates), right, strict=True))
        for each in choose(_scored(signed, first)):
            confidences.append(odds(each.confidence))
            labels.append(right_of[_place(each)])
    fitted = fit_logistic(
        np.asarray(confidences, dtype=np.float64).reshape(-1, 1),
        np.asarray(labels, dtype=np.bool_),
    )
    slope = float(fitted.weights[0] / fitted.scale[0])
    return slope, float(fitted.weights[1] - slope * fitted.center[0])


def _found(
    signed: Signed,
    weights: SuggestionWeights,
    choose: Choose,
    sureness: tuple[float, float],
) -> list[Found]:
    import numpy as np

    if not weights.links or not signed.candidates:
        return []
    first = LogisticModel(
        np.asarray(weights.weights), np.asarray(weights.center), np.asarray(weights.scale)
    )
    row_of = {_place(each): row for row, each in enumerate(signed.candidates)}
    slope, constant = sureness
    found = []
    for each in choose(_scored(signed, first)):
        row = row_of[_place(each)]
        sure = float(1 / (1 + np.exp(-(slope * odds(each.confidence) + constant))))
        signs = tuple(signed.table[row].tolist())
        found.append(Found(each._replace(confidence=sure), signed.candidates[row], signs))
    return found


def _scored(signed: Signed, model: LogisticModel) -> list[Suggestion]:
    if not signed.candidates:
        return []
    return [
        Suggestion(each.sentence, each.start, each.end, each.target, float(confidence))
        for each, confidence in zip(
            signed.candidates, model.probabilities(signed.table), strict=True
        )
    ]


def _place(each: Candidate | Suggestion) -> tuple[int, int, int, int]:
    return each.sentence, each.start, each.end, each.target
