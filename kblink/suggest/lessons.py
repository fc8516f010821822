"""What is learned from: the phrases of notes that link, and whether their writers linked them.

These are all sentences of the notes that link anything in theirs, each phrase at its first mention,
as it is suggested: learned only from sentences that have a link, as the protocol `anchored` asks, a
phrase anywhere would look surer than it is.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    import numpy as np
    import numpy.typing as npt

    from kblink.related.phrases import Phrase
    from kblink.suggest.evidence import Candidate, Evidence
    from kblink.suggest.sentences import Sentence
    from kblink.suggest.signs import SignsOf

MOST_NOTES = 500
"""More teach little that these do not, and a vault may have a hundred thousand."""


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
    firsts = first_mentions(candidates, free)
    within = [row for row, each in enumerate(candidates) if each.sentence in linked]
    signed = sign(evidence, signs_of, note, candidates, {*firsts.values(), *within})
    made = {_key(each) for each, is_made in zip(candidates, right, strict=True) if is_made}
    said_first = {*first_mentions(candidates, [True] * len(free)).values()}
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


def first_mentions(
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
