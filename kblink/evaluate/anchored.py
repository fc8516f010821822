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
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from kblink.evaluate.calibration import Judged, calibration, curve_intervals
from kblink.evaluate.passages import embed_views
from kblink.evaluate.protocols import Trial
from kblink.model import Evaluation, Measured, Progress
from kblink.related.shared_terms import index_terms
from kblink.suggest.evidence import stems
from kblink.suggest.known import Texts, know
from kblink.suggest.linked_notes import names_of
from kblink.suggest.sentences import sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kblink.evaluate.linked_vault import LinkedNote, LinkedVault
    from kblink.evaluate.view import View
    from kblink.suggest.choose import Suggestion
    from kblink.suggest.known import KnownVault
    from kblink.suggest.sentences import Sentence
    from kblink.workspace import Vault

FOLDS = 5


Suggest: TypeAlias = Callable[[int, "Sequence[int]"], "list[Suggestion]"]
"""For a note and some of its sentences, by number: what should be linked in these, no two
suggestions overlapping."""
Suggester: TypeAlias = Callable[["KnownVault"], Suggest]
"""Learns from the notes that are not hidden, and suggests links for any."""


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
    # The words of a link that is hidden stay in the text: the vectors are those of the index.
    (view,) = embed_views(
        vault, linked, [Trial(0, frozenset(), {})], refresh=refresh, progress=progress
    )
    texts = linked_texts(linked, view)
    asked = asked_sentences(texts)
    if not asked:
        return None
    judged: dict[str, list[Judged]] = {name: [] for name in suggesters}
    folds = [fold for seed in seeds for fold in deal_folds([*asked], seed)]
    for done, fold in enumerate(folds):
        progress(Progress("suggesting links", done, len(folds)))
        shown = know(texts, fold)
        for name, suggester in suggesters.items():
            suggest = suggester(shown)
            for note in sorted(fold):
                judged[name].extend(judge(note, suggest(note, asked[note]), texts.sentences[note]))
    progress(Progress("suggesting links", len(folds), len(folds)))
    wanted = {
        note: len(seeds) * sum(len(each.anchors) for each in texts.sentences[note])
        for note in asked
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


def linked_texts(linked: LinkedVault, view: View) -> Texts:
    """Return the texts of a vault, all sentences with their links."""
    words = tuple(stems(text.words) for text in view.vault.texts)
    return Texts(
        paths=linked.paths,
        names=tuple(map(_names, linked.notes)),
        words=words,
        terms=index_terms(words),
        vectors=view.vectors,
        passage_lines=tuple(text.lines for text in view.vault.texts),
        sentences=tuple(sentences_of(note.parsed, note.targets) for note in linked.notes),
        links=tuple(note.parsed.note.links for note in linked.notes),
        targets=tuple(note.targets for note in linked.notes),
    )


def _names(note: LinkedNote) -> tuple[str, ...]:
    return names_of(replace(note.parsed.note, title=note.title))


def asked_sentences(texts: Texts) -> dict[int, tuple[int, ...]]:
    """Return for each note that has any the numbers of its sentences with links."""
    found = {
        note: tuple(number for number, each in enumerate(own) if each.anchors)
        for note, own in enumerate(texts.sentences)
    }
    return {note: numbers for note, numbers in found.items() if numbers}


def judge(
    note: int, suggestions: Iterable[Suggestion], sentences: Sequence[Sentence]
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


def deal_folds(notes: Sequence[int], seed: int) -> list[frozenset[int]]:
    """Deal notes into folds, the same by the same seed."""
    dealt = [*notes]
    random.Random(seed).shuffle(dealt)  # noqa: S311 - no secret
    return [frozenset(dealt[first::FOLDS]) for first in range(min(FOLDS, len(dealt)))]
