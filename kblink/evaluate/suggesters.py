"""What suggests links in sentences: by names alone, and by all there is.

Candidates are phrases that name a note or that other notes link to it with; each gets features, and
a logistic regression over those of the notes that may be learned from makes them a probability.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import log, log1p
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kblink.evaluate.anchored import Suggestion
from kblink.rank.logistic import fit_logistic
from kblink.related.common_neighbours import adamic_adar
from kblink.related.phrases import Phrase, PhraseBook, PlacedWord, phrase_of, placed_words
from kblink.related.shared_terms import index_terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    import numpy.typing as npt

    from kblink.evaluate.anchored import AnchoredView, Suggest
    from kblink.evaluate.sentences import LinkedSentence
    from kblink.rank.logistic import LogisticModel
    from kblink.related.shared_terms import TermIndex

_MOST_TARGETS = 10
"""Of one phrase, those that are linked most."""
_PENALTY = 5.0
"""A vault has few links to learn from: before the second fit the calibration error on quartz-docs,
foam-docs, data-engineering-wiki and lixelv-notes was 0.035, 0.053, 0.105 and 0.117 with it; with 1
it was 0.016, 0.052, 0.131 and 0.130, with 20 0.078, 0.079, 0.119 and 0.122. With the second fit it
is 0.028, 0.034, 0.107 and 0.073, and on seed-vault 0.011 where it was 0.083."""
_NEARLY = 1e-4


class Candidate(NamedTuple):
    """A phrase of a sentence, by its place, and a note that it may lead to."""

    sentence: int
    start: int
    end: int
    phrase: Phrase
    target: int


Signs: TypeAlias = Callable[[Candidate], "list[float]"]
"""The features of a candidate in one note."""


def by_names(view: AnchoredView) -> Suggest:
    """Suggest links for phrases that are a title, an alias or a file name."""
    return _learned(Evidence.of(view, names_only=True), name_signs)


def by_all(view: AnchoredView) -> Suggest:
    """Suggest links for names and for what other notes link with, by all signs."""
    return _learned(Evidence.of(view, names_only=False), all_signs)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a view tells of phrases. `bearers` are the notes that a phrase is a name of; `leading`
    counts how often a phrase leads to a note, `said` how often it is said, linked or not, both in
    the notes that are learned from, and by note what it adds to them (`own_leading`, `own_said`).
    """

    view: AnchoredView
    book: PhraseBook
    bearers: dict[Phrase, frozenset[int]]
    leading: dict[Phrase, Counter[int]]
    said: Counter[Phrase]
    holders: Counter[Phrase]
    own_leading: tuple[Counter[tuple[Phrase, int]], ...]
    own_said: tuple[Counter[Phrase], ...]
    terms: TermIndex

    @classmethod
    def of(cls, view: AnchoredView, *, names_only: bool) -> Evidence:
        """Gather it; with `names_only` no phrase is looked for but names."""
        bearers: dict[Phrase, set[int]] = {}
        for note, names in enumerate(view.notes.vault.names):
            for name in names:
                bearers.setdefault(_phrase(name), set()).add(note)
        own_leading = tuple(
            Counter((_phrase(text), target) for text, target in anchors) for anchors in view.anchors
        )
        leading: dict[Phrase, Counter[int]] = {}
        for own in own_leading if not names_only else ():
            for (phrase, target), often in own.items():
                leading.setdefault(phrase, Counter())[target] += often
        book = PhraseBook([*bearers, *leading])
        texts = [_stems(text.words) for text in view.notes.vault.texts]
        own_said = tuple(
            Counter()
            if note in view.hidden
            else Counter(tuple(words[slice(*place)]) for place in book.places(words))
            for note, words in enumerate(texts)
        )
        return cls(
            view,
            book,
            {phrase: frozenset(notes) for phrase, notes in bearers.items()},
            leading,
            _sum(own_said),
            Counter(phrase for own in own_said for phrase in own),
            own_leading,
            own_said,
            index_terms(texts),
        )

    def leads(self, phrase: Phrase, target: int, note: int) -> int:
        """Return how often other notes than one link with a phrase to a target."""
        found = self.leading.get(phrase, _NONE)[target]
        return found - (self.own_leading[note][phrase, target] if found else 0)

    def targets(self, phrase: Phrase, note: int) -> dict[int, int]:
        """Return what a phrase in a note may lead to, and how often it does in others."""
        linked = {each: self.leads(phrase, each, note) for each in self.leading.get(phrase, ())}
        found = {each: often for each, often in linked.items() if often > 0}
        found |= {each: found.get(each, 0) for each in self.bearers.get(phrase, ())}
        found.pop(note, None)
        best = sorted(found, key=lambda each: (-found[each], each))[:_MOST_TARGETS]
        return {each: found[each] for each in best}

    def candidates(self, note: int) -> Iterator[Candidate]:
        """Yield what may be linked in the sentences of a note."""
        for number, sentence in enumerate(self.view.sentences[note]):
            words = _placed(sentence.text)
            for first, last in self.book.places([word.stem for word in words]):
                phrase = tuple(word.stem for word in words[first:last])
                for target in self.targets(phrase, note):
                    yield Candidate(number, words[first].start, words[last - 1].end, phrase, target)


_NONE: Counter[int] = Counter()


def _learned(evidence: Evidence, signs_of: Callable[[Evidence, int], Signs]) -> Suggest:
    """Fit the features of what may be linked in the notes that are learned from; then, since of
    phrases that overlap the surest alone is suggested, the probabilities of what is."""
    import numpy as np

    view = evidence.view
    found = {
        note: _table(evidence, note, signs_of)
        for note, sentences in enumerate(view.sentences)
        if sentences and note not in view.hidden
    }
    found = {note: table for note, table in found.items() if table[0]}
    if not found:
        return lambda _: []
    labels = [
        _is_right(each, view.sentences[note])
        for note, (candidates, _) in found.items()
        for each in candidates
    ]
    features = np.concatenate([table for _, table in found.values()])
    first = fit_logistic(features, np.asarray(labels, dtype=np.bool_), penalty=_PENALTY)
    kept = {note: _suggested(*table, first) for note, table in found.items()}
    second = fit_logistic(
        np.asarray([[_odds(each.confidence)] for some in kept.values() for each in some]),
        np.asarray(
            [_is_right(each, view.sentences[note]) for note, some in kept.items() for each in some],
            dtype=np.bool_,
        ),
    )

    def suggest(note: int) -> list[Suggestion]:
        candidates, table = _table(evidence, note, signs_of)
        some = _suggested(candidates, table, first) if candidates else []
        if not some:
            return []
        sure = second.probabilities(np.asarray([[_odds(each.confidence)] for each in some]))
        return [
            each._replace(confidence=float(confidence))
            for each, confidence in zip(some, sure, strict=True)
        ]

    return suggest


def _table(
    evidence: Evidence, note: int, signs_of: Callable[[Evidence, int], Signs]
) -> tuple[list[Candidate], npt.NDArray[np.float64]]:
    """The candidates of a note and their features, shape (candidates, features)."""
    import numpy as np

    signs = signs_of(evidence, note)
    found = [*evidence.candidates(note)]
    return found, np.asarray([signs(each) for each in found], dtype=np.float64)


def _suggested(
    candidates: Sequence[Candidate], table: npt.NDArray[np.float64], model: LogisticModel
) -> list[Suggestion]:
    return _without_overlaps(
        Suggestion(each.sentence, each.start, each.end, each.target, float(confidence))
        for each, confidence in zip(candidates, model.probabilities(table), strict=True)
    )


def _odds(probability: float) -> float:
    """The logarithm of the odds, the same for all that is nearly sure."""
    held = min(max(probability, _NEARLY), 1 - _NEARLY)
    return log(held / (1 - held))


def _is_right(candidate: Candidate | Suggestion, sentences: Sequence[LinkedSentence]) -> bool:
    return any(
        anchor.target == candidate.target
        and anchor.start < candidate.end
        and candidate.start < anchor.end
        for anchor in sentences[candidate.sentence].anchors
    )


def _without_overlaps(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Keep the surest of those that overlap, and of those in a sentence with one target; of equals
    the longest, then the first."""
    kept: list[Suggestion] = []
    by_sentence: dict[int, list[Suggestion]] = {}
    order = sorted(
        suggestions,
        key=lambda each: (-each.confidence, each.start - each.end, each.sentence, each.start),
    )
    for each in order:
        others = by_sentence.setdefault(each.sentence, [])
        if not any(
            other.target == each.target or (other.start < each.end and each.start < other.end)
            for other in others
        ):
            others.append(each)
            kept.append(each)
    return kept


# --- signs ----------------------------------------------------------------------------------------


def name_signs(evidence: Evidence, note: int) -> Signs:
    """How a phrase is written, and how well it names its note."""
    view = evidence.view
    notes = len(view.sentences)

    def signs(candidate: Candidate) -> list[float]:
        phrase, target = candidate.phrase, candidate.target
        text = view.sentences[note][candidate.sentence].text[candidate.start : candidate.end]
        names = view.notes.vault.names[target]
        bearers = evidence.bearers.get(phrase, frozenset[int]())
        holders = evidence.holders[phrase] - (phrase in evidence.own_said[note])
        return [
            float(target in bearers),
            1 / len(bearers) if target in bearers else 0.0,
            float(phrase == _phrase(names[0])),
            float(text in names),
            float(len(phrase)),
            log1p(len(text)),
            log((notes + 1) / (holders + 1)),
            float(text[:1].isupper()),
        ]

    return signs


def all_signs(evidence: Evidence, note: int) -> Signs:
    """What names tell, what other notes link with, and how close both notes are."""
    import numpy as np

    view = evidence.view
    names = name_signs(evidence, note)
    close = view.notes.vectors.closeness(note)
    terms = evidence.terms.scores(note)
    terms = np.where(terms > 0, terms, 0.0) / max(float(terms.max()), 1.0)
    # What only the note's own sentences tell is to be found: it is not known while learning either.
    backlinks = {other for other in view.linked[note] if note in view.outgoing[other]}
    own = view.by_sentences[note] - backlinks
    linked = [*view.linked]
    linked[note] = linked[note] - own
    shared = adamic_adar(linked, note)

    def signs(candidate: Candidate) -> list[float]:
        phrase, target = candidate.phrase, candidate.target
        often = evidence.leads(phrase, target, note)
        every = sum(evidence.leads(phrase, each, note) for each in evidence.leading.get(phrase, ()))
        said = evidence.said[phrase] - evidence.own_said[note][phrase]
        return [
            *names(candidate),
            log1p(often),
            often / every if every else 0.0,
            every / max(said, every) if every else 0.0,
            float(every > 0),
            max(float(close[target]), 0.0),
            float(terms[target]),
            max(float(shared[target]), 0.0),
            float(target in backlinks),
            float(target in linked[note]),
            log1p(len(view.linked[target]) - (target in own)),
        ]

    return signs


@lru_cache(maxsize=1 << 16)
def _phrase(text: str) -> Phrase:
    return phrase_of(text)


@lru_cache(maxsize=1 << 16)
def _placed(text: str) -> tuple[PlacedWord, ...]:
    return tuple(placed_words(text))


@lru_cache(maxsize=1 << 14)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(word.stem for word in placed_words(text))


def _sum(counters: Sequence[Counter[Phrase]]) -> Counter[Phrase]:
    found: Counter[Phrase] = Counter()
    for each in counters:
        found.update(each)
    return found
