"""What is known of a vault when links are suggested: what its notes say and what they link to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kblink.markdown.sections import link_text
from kblink.related.common_neighbours import neighbours
from kblink.suggest.linked_notes import Linked, pair
from kblink.suggest.sentences import SUGGESTED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from kblink.model import Link
    from kblink.related.best_pairs import PassageVectors
    from kblink.related.shared_terms import TermIndex
    from kblink.suggest.linked_notes import Pair
    from kblink.suggest.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Texts:
    """What each note is called, what it says, and where its links lead.

    `words` are the folded and stemmed words of a note, which `terms` is an index of; `links` are
    all of its links and `targets` the numbers of the other notes that these lead to.
    `passage_lines` are the lines on which begins what `vectors` has of a note. A note whose
    `sentences` nobody needs has none.
    """

    paths: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    words: tuple[tuple[str, ...], ...]
    terms: TermIndex
    vectors: PassageVectors
    passage_lines: tuple[tuple[int, ...], ...]
    sentences: tuple[tuple[Sentence, ...], ...]
    links: tuple[tuple[Link, ...], ...]
    targets: tuple[tuple[int | None, ...], ...]

    def __len__(self) -> int:
        """How many notes there are."""
        return len(self.names)


@dataclass(frozen=True, slots=True)
class KnownVault:
    """What suggests links may see: all texts, with the links in sentences but for those of `hidden`
    notes, and, by note, what it is linked with by any link that is not hidden: `outgoing` by its
    own, `linked` in either direction.

    `by_sentences` has for each note what only links in its sentences lead to: what is asked of it
    must look away from them. `anchors` are the texts of each note's links, in sentences or not,
    that are not hidden, with the numbers of the notes that they lead to.
    """

    texts: Texts
    hidden: frozenset[int]
    sentences: tuple[tuple[Sentence, ...], ...]
    outgoing: Linked
    linked: Linked
    by_sentences: Linked
    anchors: tuple[tuple[tuple[str, int], ...], ...]


def know(texts: Texts, hidden: AbstractSet[int] = frozenset()) -> KnownVault:
    """Return a vault without the links in sentences of the `hidden` notes."""
    outgoing: list[set[int]] = []
    by_sentences: list[frozenset[int]] = []
    anchors: list[tuple[tuple[str, int], ...]] = []
    for number, targets in enumerate(texts.targets):
        places = {place for sentence in texts.sentences[number] for place in sentence.places}
        within = _targets(targets, places)
        elsewhere = _targets(targets, {*range(len(targets))} - places)
        is_hidden = number in hidden
        by_sentences.append(frozenset() if is_hidden else frozenset(within - elsewhere))
        outgoing.append(elsewhere if is_hidden else elsewhere | within)
        silent: AbstractSet[int] = places if is_hidden else frozenset()
        anchors.append(_anchor_texts(texts.links[number], targets, silent))
    pairs: set[Pair] = {
        pair(note, target) for note, targets in enumerate(outgoing) for target in targets
    }
    return KnownVault(
        texts,
        frozenset(hidden),
        tuple(
            tuple(replace(each, anchors=(), places=frozenset()) for each in own)
            if number in hidden
            else own
            for number, own in enumerate(texts.sentences)
        ),
        tuple(map(frozenset, outgoing)),
        neighbours(pairs, len(texts)),
        tuple(by_sentences),
        tuple(anchors),
    )


def _anchor_texts(
    links: Sequence[Link], targets: Sequence[int | None], silent: AbstractSet[int]
) -> tuple[tuple[str, int], ...]:
    return tuple(
        (link_text(link), target)
        for place, (link, target) in enumerate(zip(links, targets, strict=True))
        if target is not None and place not in silent and link.kind in SUGGESTED
    )


def _targets(targets: Sequence[int | None], places: AbstractSet[int]) -> set[int]:
    found = (targets[place] for place in places)
    return {target for target in found if target is not None}
