"""How sure a link is: learned from the links of a vault that stand in its sentences, and before
that from other vaults.

What is learned from are all sentences of the notes that link anything in theirs, each phrase at its
first mention, as it is suggested; learned only from sentences that have a link, as the protocol
`anchored` asks, a phrase anywhere would look surer than it is. What else is known of
such a sentence, that a link is in it, raises the odds by a fit of its own (`SuggestionWeights`).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from math import exp, log
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kblink.rank.logistic import LogisticModel, fit_logistic
from kblink.suggest.choose import Suggestion, one_a_target, without_overlaps
from kblink.suggest.weights import SuggestionWeights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    import numpy as np
    import numpy.typing as npt

    from kblink.related.phrases import Phrase
    from kblink.suggest.evidence import Candidate, Evidence
    from kblink.suggest.sentences import Sentence
    from kblink.suggest.signs import SignsOf

PENALTY = 30.0
"""How strongly weights are drawn to those of other vaults. The mean squared error of confidences
(the mean of five vaults, each with the prior of the others) where 5 notes were learned from, 15,
and four fifths of the vault: 0.110, 0.094 and 0.085 with 10; 0.113, 0.095 and 0.083 with 30; 0.116,
0.099 and 0.085 with 120; without a prior 0.140, 0.100 and 0.088."""
SECOND_PENALTY = 5.0
_CONSTANT_PENALTY, _LEAST_PENALTY = 1.0, 1e-3
"""How many links a writer makes is his own."""
MOST_NOTES = 500
"""More teach little that these do not, and a vault may have a hundred thousand."""
_FOLDS = 5
_NEARLY = 1e-4
_ALONE = 0.1
"""What may be the link of a sentence beside all that is known of."""
IDENTITY = (1.0, 0.0)
LINKED_IDENTITY = (1.0, 0.0, 0.0, 0.0)
"""Second fits that leave everything as it is."""

Choose: TypeAlias = Callable[[Iterable[Suggestion]], list[Suggestion]]


class Signed(NamedTuple):
    """The candidates of a note and their signs, shape (candidates, signs)."""

    candidates: list[Candidate]
    table: npt.NDArray[np.float64]


class SignedRows(NamedTuple):
    """The signs of some candidates, by their row among all of a note."""

    candidates: Sequence[Candidate]
    signs: dict[int, list[float]]

    def of(self, rows: Sequence[int]) -> Signed:
        """Return these rows, in this order."""
        import numpy as np

        table = np.asarray([self.signs[row] for row in rows], dtype=np.float64)
        return Signed([self.candidates[row] for row in rows], table)


class Examples(NamedTuple):
    """What is learned from: candidates, and whether each is right; `first` tells which are the
    first mention of their phrase in the note."""

    signed: Signed
    right: list[bool]
    first: list[bool]


class Lesson(NamedTuple):
    """The examples of a note: what it says `anywhere`, the first mention of each phrase alone, and
    all in its `linked` sentences."""

    anywhere: Examples
    linked: Examples


class Chosen(NamedTuple):
    """What is left of candidates, with its row among them, and the features of the second fit."""

    row: int
    suggestion: Suggestion
    features: tuple[float, ...]
    right: bool


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


def lessons(
    evidence: Evidence,
    signs_of: SignsOf,
    answers: Mapping[int, Sequence[Sentence]] | None = None,
    most: int = MOST_NOTES,
) -> dict[int, Lesson]:
    """Return the examples of each note that is not hidden and has a link in its sentences, or of
    those whose sentences are given as `answers`; where there are more than `most`, of some.

    What it links to from elsewhere is no example of what is linked anywhere: that is known.
    """
    known = evidence.known
    if answers is None:
        answers = {
            note: sentences
            for note, sentences in enumerate(known.sentences)
            if note not in known.hidden
        }
    linked = {
        note: {number for number, each in enumerate(sentences) if each.anchors}
        for note, sentences in answers.items()
    }
    notes = [note for note, numbers in linked.items() if numbers]
    if len(notes) > most:
        notes = random.Random(0).sample(notes, most)  # noqa: S311 - no secret
    return {
        note: _lesson(evidence, signs_of, note, answers[note], linked[note])
        for note in sorted(notes)
    }


def _lesson(
    evidence: Evidence,
    signs_of: SignsOf,
    note: int,
    sentences: Sequence[Sentence],
    linked: AbstractSet[int],
) -> Lesson:
    candidates = [*evidence.candidates(note)]
    right = [is_right(each, sentences) for each in candidates]
    elsewhere = evidence.known.outgoing[note] - evidence.known.by_sentences[note]
    free = [each.target not in elsewhere for each in candidates]
    firsts = _first_mentions(candidates, free)
    within = [row for row, each in enumerate(candidates) if each.sentence in linked]
    signed = sign(evidence, signs_of, note, candidates, {*firsts.values(), *within})
    made = {_key(each) for each, is_made in zip(candidates, right, strict=True) if is_made}
    said_first = {*_first_mentions(candidates, [True] * len(free)).values()}
    return Lesson(
        Examples(
            signed.of([*firsts.values()]), [each in made for each in firsts], [True] * len(firsts)
        ),
        Examples(
            signed.of(within),
            [right[row] for row in within],
            [row in said_first for row in within],
        ),
    )


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
    rows = [*_first_mentions(candidates, [allowed(each) for each in candidates]).values()]
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
    said_first = {*_first_mentions(candidates, [True] * len(candidates)).values()}
    first = [row in said_first for row in rows]
    some = choose_linked(Examples(signed, [False] * len(rows), first), first_model(weights))
    return _found(signed, some, weights.linked) if weights.links else []


def sign(
    evidence: Evidence,
    signs_of: SignsOf,
    note: int,
    candidates: Sequence[Candidate],
    rows: Iterable[int],
) -> SignedRows:
    """Return the signs of some of all candidates of a note."""
    signs = signs_of(evidence, note, candidates)
    return SignedRows(candidates, {row: signs(candidates[row]) for row in rows})


def is_right(candidate: Candidate, sentences: Sequence[Sentence]) -> bool:
    """Whether a link of the writer leads from where a candidate is to where it leads."""
    return any(
        anchor.target == candidate.target
        and anchor.start < candidate.end
        and candidate.start < anchor.end
        for anchor in sentences[candidate.sentence].anchors
    )


# --- fits -----------------------------------------------------------------------------------------


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


# --- examples -------------------------------------------------------------------------------------


def _first_mentions(
    candidates: Sequence[Candidate], free: Sequence[bool]
) -> dict[tuple[Phrase, int], int]:
    """For each phrase and target the first row that is free."""
    rows: dict[tuple[Phrase, int], int] = {}
    for row, each in enumerate(candidates):
        if free[row]:
            rows.setdefault(_key(each), row)
    return rows


def _key(candidate: Candidate) -> tuple[Phrase, int]:
    return candidate.phrase, candidate.target


def _folds(notes: Sequence[int]) -> list[list[int]]:
    dealt = [*notes]
    random.Random(0).shuffle(dealt)  # noqa: S311 - no secret
    return [dealt[first::_FOLDS] for first in range(min(_FOLDS, len(dealt)))]


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


def _found(signed: Signed, some: Sequence[Chosen], weights: tuple[float, ...]) -> list[Found]:
    return [
        Found(
            each.suggestion._replace(confidence=probability(weights, each.features)),
            signed.candidates[each.row],
            tuple(signed.table[each.row].tolist()),
        )
        for each in some
    ]


def _place(each: Candidate | Suggestion) -> tuple[int, int, int, int]:
    return each.sentence, each.start, each.end, each.target
