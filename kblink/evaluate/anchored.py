"""The protocol `anchored`: links inside sentences are hidden, and which phrase leads where is to be
found again.

The notes are dealt into folds. What suggests links for those of a fold knows their sentences as
plain text, and from the other notes all: what their phrases link to, and what it learned of that.
Suggestions are asked for in the sentences that had a link, as the authors of Wikipedia's add-a-link
do: a phrase that the writer did not link there is taken for one that should not be.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kblink.evaluate.calibration import Judged, calibration, curve_intervals
from kblink.evaluate.linked_vault import Linked, neighbours, pair
from kblink.evaluate.passages import embed_views
from kblink.evaluate.protocols import Trial
from kblink.evaluate.sentences import SUGGESTED, LinkedSentence, linked_sentences
from kblink.markdown.sections import link_text
from kblink.model import Evaluation, Measured, Progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from kblink.evaluate.linked_vault import LinkedNote, LinkedVault, Pair
    from kblink.evaluate.view import View
    from kblink.workspace import Vault

FOLDS = 5


class Suggestion(NamedTuple):
    """A phrase of a note's sentence, by the sentence's place, that should lead to a note."""

    sentence: int
    start: int
    end: int
    target: int
    confidence: float


@dataclass(frozen=True, slots=True)
class AnchoredView:
    """What suggests links may see: the texts and vectors of all notes (`notes`), their sentences,
    with the links in them but for those of `hidden` notes, and, by note, what it is linked with by
    any link that is not hidden: `outgoing` by its own, `linked` in either direction.

    `by_sentences` has for each note that is learned from what only links in its sentences lead to:
    what is asked of it must look away from them. `anchors` are the texts of each note's links, in
    sentences or not, that are not hidden, with the numbers of the notes that they lead to.
    """

    notes: View
    hidden: frozenset[int]
    sentences: tuple[tuple[LinkedSentence, ...], ...]
    outgoing: Linked
    linked: Linked
    by_sentences: Linked
    anchors: tuple[tuple[tuple[str, int], ...], ...]


Suggest: TypeAlias = Callable[[int], "list[Suggestion]"]
"""For a note, by number: what should be linked in its sentences, no two suggestions overlapping."""
Suggester: TypeAlias = Callable[[AnchoredView], Suggest]
"""Learns from the notes of a view that are not hidden, and suggests links for any."""


def evaluate_anchored(
    vault: Vault,
    linked: LinkedVault,
    seeds: Sequence[int],
    suggesters: Mapping[str, Suggester],
    *,
    refresh: bool = True,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Evaluation | None:
    """Return how good suggestions are, by name of what makes them; None where no sentence of the
    vault links to a note.

    Precision and recall are over all sentences, each of them asked for once with each seed, which
    deals the folds; intervals are over notes. The calibration is that of the last suggester.
    """
    sentences = tuple(map(linked_sentences, linked.notes))
    asked = [note for note, own in enumerate(sentences) if own]
    if not asked:
        return None
    # The words of a link that is hidden stay in the text: the vectors are those of the index.
    (view,) = embed_views(
        vault, linked, [Trial(0, frozenset(), {})], refresh=refresh, progress=progress
    )
    judged: dict[str, list[Judged]] = {name: [] for name in suggesters}
    folds = [fold for seed in seeds for fold in _folds(asked, seed)]
    for done, fold in enumerate(folds):
        progress(Progress("suggesting links", done, len(folds)))
        shown = anchored_view(linked, view, sentences, fold)
        for name, suggester in suggesters.items():
            suggest = suggester(shown)
            for note in sorted(fold):
                judged[name].extend(judge(note, suggest(note), sentences[note]))
    progress(Progress("suggesting links", len(folds), len(folds)))
    wanted = {
        note: len(seeds) * sum(len(each.anchors) for each in sentences[note]) for note in asked
    }
    *_, last = judged.values()
    return Evaluation(
        vault=linked.root,
        protocol="anchored",
        seeds=tuple(seeds),
        overall=Measured(
            sum(wanted.values()) // len(seeds),
            {name: curve_intervals(found, wanted, seeds[0]) for name, found in judged.items()},
        ),
        kinds={},
        calibration=calibration(last, sum(wanted.values())),
    )


def anchored_view(
    linked: LinkedVault,
    notes: View,
    sentences: Sequence[tuple[LinkedSentence, ...]],
    hidden: AbstractSet[int],
) -> AnchoredView:
    """Return a vault without the links in sentences of the `hidden` notes."""
    outgoing: list[set[int]] = []
    by_sentences: list[frozenset[int]] = []
    for number, note in enumerate(linked.notes):
        places = {place for sentence in sentences[number] for place in sentence.places}
        within = _targets(note.targets, places)
        elsewhere = _targets(note.targets, {*range(len(note.targets))} - places)
        by_sentences.append(frozenset(within - elsewhere))
        outgoing.append(elsewhere if number in hidden else elsewhere | within)
    pairs: set[Pair] = {
        pair(note, target) for note, targets in enumerate(outgoing) for target in targets
    }
    return AnchoredView(
        notes,
        frozenset(hidden),
        tuple(
            tuple(_plain(each) for each in own) if number in hidden else own
            for number, own in enumerate(sentences)
        ),
        tuple(map(frozenset, outgoing)),
        neighbours(pairs, len(linked.notes)),
        tuple(frozenset() if number in hidden else own for number, own in enumerate(by_sentences)),
        tuple(
            _anchor_texts(note, sentences[number] if number in hidden else ())
            for number, note in enumerate(linked.notes)
        ),
    )


def judge(
    note: int, suggestions: Iterable[Suggestion], sentences: Sequence[LinkedSentence]
) -> list[Judged]:
    """Say of each suggestion whether the writer made it: a phrase that shares a letter with the
    link's, and its target. A link is found once."""
    found: set[tuple[int, int]] = set()
    judged = []
    for each in sorted(suggestions, key=lambda each: -each.confidence):
        anchors = sentences[each.sentence].anchors
        place = next(
            (
                (each.sentence, anchor.start)
                for anchor in anchors
                if anchor.target == each.target
                and anchor.start < each.end
                and each.start < anchor.end
            ),
            None,
        )
        judged.append(Judged(note, each.confidence, place is not None and place not in found))
        if place is not None:
            found.add(place)
    return judged


def _anchor_texts(
    note: LinkedNote, hidden: Sequence[LinkedSentence]
) -> tuple[tuple[str, int], ...]:
    places = {place for sentence in hidden for place in sentence.places}
    return tuple(
        (link_text(link), target)
        for place, (link, target) in enumerate(
            zip(note.parsed.note.links, note.targets, strict=True)
        )
        if target is not None and place not in places and link.kind in SUGGESTED
    )


def _plain(sentence: LinkedSentence) -> LinkedSentence:
    return LinkedSentence(sentence.text, (), frozenset())


def _targets(targets: Sequence[int | None], places: AbstractSet[int]) -> set[int]:
    found = (targets[place] for place in places)
    return {target for target in found if target is not None}


def _folds(notes: Sequence[int], seed: int) -> list[frozenset[int]]:
    dealt = [*notes]
    random.Random(seed).shuffle(dealt)  # noqa: S311 - no secret
    return [frozenset(dealt[first::FOLDS]) for first in range(min(FOLDS, len(dealt)))]
