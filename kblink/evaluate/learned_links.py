"""Learning which notes belong together from links that are hidden, and ranking by what was learned.

Weights are fitted by logistic regression on notes that are linked and notes that are not, of those
that any signal brings up; the few links of a vault are helped out by weights that were learned from
others, to which the penalty draws. Where there are more of them, trees are fitted as well.
"""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kblink.evaluate.linked_vault import by_note
from kblink.evaluate.rankers import cached_words
from kblink.rank.boosted_trees import fit_trees
from kblink.rank.logistic import fit_logistic
from kblink.rank.vault_mark import vault_mark
from kblink.related.features import TEXT_FEATURES, Comparison, background_of
from kblink.related.link_model import LinkModel, Weights
from kblink.related.prior import prior_model
from kblink.related.profiles import NoteText, NoteVectors, make_profiles, rarity_of
from kblink.related.signals import Neighbourhood, tag_weights
from kblink.store.note_rows import fold_tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    import numpy as np
    import numpy.typing as npt

    from kblink.evaluate.linked_vault import LinkedVault
    from kblink.evaluate.protocols import Trial
    from kblink.evaluate.rankers import Scores
    from kblink.evaluate.view import View
    from kblink.suggest.linked_notes import Pair

FUSED = "fused"
FOLDS = 5
PENALTY = 30.0
"""Drawn to the prior. Recall@10 (cold) on five vaults with 10, 30 and 100: 0.783, 0.642, 0.754,
0.773, 0.858; 0.783, 0.653, 0.726, 0.773, 0.865; 0.782, 0.649, 0.705, 0.767, 0.863."""
LEAST_FOR_TREES = 100
"""Linked notes among the examples below which trees are not fitted. Recall@10 (cold) on five vaults
without and with trees: 0.784, 0.657, 0.766, 0.815, 0.868; 0.798, 0.689, 0.807, 0.822, 0.863."""
_OF_EACH = 400.0
"""Linked pairs that each vault counts for in the prior."""
_REMEMBERED = 2000
"""Notes whose comparison is kept: 100 KB each."""
_MOST_SOURCES = 400
"""Notes of one lesson that are learned from: each compares itself with about a hundred."""


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """Notes to learn from: for each of the `wanted` ones, by number, those that a link was hidden
    to. Notes that it is seen to be linked with, and those `unknown`, are no examples."""

    comparison: Comparison
    wanted: Mapping[int, frozenset[int]]
    linked: Sequence[AbstractSet[int]]
    unknown: Mapping[int, AbstractSet[int]]


def compare_view(view: View, linked: LinkedVault, *, by_text_alone: bool = False) -> Comparison:
    """Return what compares the notes of a view: by their text; by links, tags and folders, too,
    where these may be seen."""
    import numpy as np

    vault, bounds = view.vault, view.vectors.bounds
    notes = [
        NoteText(
            tuple(cached_words(name) for name in names),
            tuple(word for heading in text.headings for word in cached_words(heading)),
            tuple(cached_words(text.words)),
        )
        for names, text in zip(vault.names, vault.texts, strict=True)
    ]
    vectors = [
        NoteVectors(view.vectors.vectors[first:last], text.lengths, title)
        for first, last, text, title in zip(
            bounds[:-1], bounds[1:], vault.texts, view.titles, strict=True
        )
    ]
    profiles = make_profiles(notes, vectors, rarity_of(notes))
    marks = np.asarray([zlib.crc32(path.encode("utf-8", "replace")) for path in linked.paths])
    neighbourhood = None if by_text_alone else _neighbourhood(view, linked)
    return _Remembering(profiles, background_of(marks), neighbourhood)


class _Remembering(Comparison):
    """Compares each of so many notes once: it is asked for them fold after fold."""

    def compared(self, note: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        if note not in self._found:
            found = super().compared(note)
            if len(self._found) >= _REMEMBERED:
                return found
            self._found[note] = found
        return self._found[note]

    @cached_property
    def _found(self) -> dict[int, tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]]:
        return {}


def _neighbourhood(view: View, linked: LinkedVault) -> Neighbourhood:
    tags = tuple(
        frozenset(fold_tag(tag.name) for tag in note.parsed.note.tags) for note in linked.notes
    )
    folders = tuple(("", *path.split("/")[:-1]) for path in linked.paths)
    return Neighbourhood.of(view.vault.linked, tags, folders, tag_weights(tags))


def cold_lesson(comparison: Comparison, linked: LinkedVault, fold: AbstractSet[int]) -> Lesson:
    """Return what is learned from a vault of which all links are hidden, but for those of the notes
    of a fold, which are asked about."""
    pairs = [each for each in linked.pairs if fold.isdisjoint(each)]
    wanted = by_note(pairs)
    nothing: frozenset[int] = frozenset()
    return Lesson(
        comparison,
        wanted,
        [nothing] * len(linked.notes),
        dict.fromkeys(wanted, fold),
    )


def other_lesson(
    comparison: Comparison, view: View, trial: Trial, asked: AbstractSet[Pair]
) -> Lesson:
    """Return what is learned from another trial's hidden links, without those asked about."""
    unknown: dict[int, set[int]] = {}
    for one, other in asked:
        unknown.setdefault(one, set()).add(other)
        unknown.setdefault(other, set()).add(one)
    return Lesson(comparison, by_note(trial.hidden - asked), view.vault.linked, unknown)


def learned_rankers(
    linked: LinkedVault, trials: Sequence[Trial], views: Sequence[View], seeds: Sequence[int]
) -> list[dict[str, list[Scores]]]:
    """Return for each trial of a protocol the rankers with weights: `prior`, those that ship
    (learned without this vault, where it is one of theirs), and `fused`, those that are learned
    from the links that the trial does not ask for; `text` looks at texts alone where links can be
    seen.

    Where all links are hidden the notes are dealt into folds with each seed, and what ranks for one
    of them has learned from the pairs that no note of its fold is in. Else it has learned from what
    the other trials hide, without what it is asked for; of a single trial it is the prior.
    """
    prior = prior_model(vault_mark(linked.paths))
    if trials[0].silent:
        comparison = compare_view(views[0], linked, by_text_alone=True)
        of_prior = learned_scores(comparison, prior, by_text=True)
        folded = [_folded(comparison, linked, trials[0], seed, prior) for seed in seeds]
        return [{"prior": [of_prior], FUSED: folded}]
    comparisons = [compare_view(view, linked) for view in views]
    found = []
    for comparison, trial in zip(comparisons, trials, strict=True):
        lessons = [
            other_lesson(one, view, other, trial.hidden)
            for one, view, other in zip(comparisons, views, trials, strict=True)
            if other is not trial
        ]
        model = fit_model(lessons, prior)
        found.append(
            {
                "prior": [learned_scores(comparison, prior, by_text=False)],
                "text": [learned_scores(comparison, model, by_text=True)],
                FUSED: [learned_scores(comparison, model, by_text=False)],
            }
        )
    return found


def _folded(
    comparison: Comparison, linked: LinkedVault, trial: Trial, seed: int, prior: LinkModel
) -> Scores:
    asked = sorted(trial.wanted)
    random.Random(seed).shuffle(asked)  # noqa: S311 - no secret
    by_note: dict[int, Scores] = {}
    for first in range(min(FOLDS, len(asked))):
        fold = {*asked[first::FOLDS]}
        model = fit_model([cold_lesson(comparison, linked, fold)], prior)
        by_note.update(dict.fromkeys(fold, learned_scores(comparison, model, by_text=True)))
    return lambda note: by_note[note](note)


def fit_model(lessons: Sequence[Lesson], prior: LinkModel | None) -> LinkModel:
    """Learn from lessons, drawn to a prior, which is returned where there is nothing to learn."""
    import numpy as np

    tables = [table for lesson in lessons for table in _examples(lesson)]
    if not tables and prior is not None:
        return prior
    features = np.concatenate([table for table, _ in tables])
    labels = np.concatenate([right for _, right in tables])
    pairs = {
        (min(note, other), max(note, other))
        for lesson in lessons
        for note, others in lesson.wanted.items()
        for other in others
    }
    text = _fitted(features[:, :TEXT_FEATURES], labels, None if prior is None else prior.text)
    if all(lesson.comparison.sees_links for lesson in lessons):
        whole = _fitted(features, labels, None if prior is None else prior.whole)
        return LinkModel(text, whole, len(pairs))
    return LinkModel(text, text if prior is None else prior.whole, len(pairs))


def _fitted(
    features: npt.NDArray[np.float64], labels: npt.NDArray[np.bool_], prior: Weights | None
) -> Weights:
    drawn_to = None if prior is None else prior.logistic
    logistic = fit_logistic(features, labels, penalty=PENALTY, prior=drawn_to)
    right = int(labels.sum())
    is_enough = LEAST_FOR_TREES <= right < len(labels)
    return Weights(logistic, fit_trees(features, labels) if is_enough else None)


def fit_prior(lessons: Sequence[tuple[Lesson, Sequence[Lesson]]]) -> LinkModel:
    """Learn from several vaults, each of which counts the same: of each a lesson of texts alone and
    lessons of all signals."""
    text = _pooled([[lesson] for lesson, _ in lessons])
    return LinkModel(text, _pooled([whole for _, whole in lessons]))


def _pooled(vaults: Sequence[Sequence[Lesson]]) -> Weights:
    import numpy as np

    features, labels, counts = [], [], []
    for lessons in vaults:
        tables = [table for lesson in lessons for table in _examples(lesson)]
        right = np.concatenate([each for _, each in tables])
        features.append(np.concatenate([each for each, _ in tables]))
        labels.append(right)
        counts.append(np.full(len(right), _OF_EACH / max(float(right.sum()), 1.0)))
    logistic = fit_logistic(
        np.concatenate(features),
        np.concatenate(labels),
        penalty=PENALTY,
        counts=np.concatenate(counts),
    )
    return Weights(logistic)


def learned_scores(comparison: Comparison, model: LinkModel, *, by_text: bool) -> Scores:
    """Return a ranker by a model; with `by_text` one that looks at texts alone."""
    import numpy as np

    def scores(note: int) -> npt.NDArray[np.float64]:
        rows, features = comparison.compared(note)
        found = np.full(len(comparison.profiles), -np.inf)
        has_links = not by_text and comparison.has_links(note)
        found[rows] = model.probabilities(features, has_links=has_links)
        return found

    return scores


def _examples(
    lesson: Lesson,
) -> Iterator[tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]]:
    """Features, shape (notes, features), and labels, shape (notes,), note by note."""
    import numpy as np

    nothing: frozenset[int] = frozenset()
    for note in _spread(sorted(lesson.wanted), _MOST_SOURCES):
        rows, features = lesson.comparison.compared(note)
        left_out = lesson.unknown.get(note, nothing) | lesson.linked[note]
        kept = np.asarray([int(row) not in left_out for row in rows], dtype=np.bool_)
        wanted = lesson.wanted[note]
        yield (
            features[kept],
            np.asarray([int(row) in wanted for row in rows[kept]], dtype=np.bool_),
        )


def _spread(notes: Sequence[int], most: int) -> Sequence[int]:
    """At most so many notes, evenly over all."""
    if len(notes) <= most:
        return notes
    return [notes[place * len(notes) // most] for place in range(most)]
