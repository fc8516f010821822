"""The notes that are related to one note, ranked by learned weights, with what shows it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kblink.errors import UsageError
from kblink.model import PassageRef, RelatedNote
from kblink.rank.sentences import best_sentence
from kblink.related.evidence import best_pair, naming_phrase, usual_nearness
from kblink.related.stored_profiles import called_words
from kblink.store.rows import StoredSection
from kblink.store.words import folded_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kblink.related.known_vault import Compared, KnownVault
    from kblink.related.link_model import LinkModel
    from kblink.related.signals import Group
    from kblink.store.catalogue import Catalogue
    from kblink.store.rows import NoteNames

_MOST_NEIGHBOURS = 3
"""Shared neighbours that are told."""


def related_notes(
    catalogue: Catalogue,
    known: KnownVault,
    model: LinkModel,
    path: str,
    *,
    limit: int,
    unlinked: bool,
) -> list[RelatedNote]:
    """Return the `limit` notes that most speaks for a link with the note at `path`, best first;
    equals by path.

    To be called inside `catalogue.snapshot()`. `unlinked` hides notes that are linked with it in
    either direction. A note without text has none. Raises UsageError where there is no such note or
    the limit is below 1.
    """
    import numpy as np

    if limit < 1:
        raise UsageError(f"The limit is {limit}.", hint="Ask for at least one note.")
    if path not in known.number:
        raise UsageError(f"There is no note {path}.", hint="Give its path from the vault's root.")
    number = known.number[path]
    found = known.compared(number)
    if not found.profiles.means[found.row].any():
        return []
    linked = known.linked(number)
    kept = [
        place for place, other in enumerate(found.numbers) if not (unlinked and other in linked)
    ]
    scores = model.scores(found.features[kept], has_links=found.has_links)
    order = np.argsort(-scores.round(6), kind="stable")[:limit].tolist()
    shares = model.shares(found.features[kept][order], has_links=found.has_links)
    describe = _Evidence(catalogue, known, number, found)
    return [
        describe.related(kept[place], float(scores[place]), share)
        for place, share in zip(order, shares, strict=True)
    ]


class _Evidence:
    """Tells of notes that a note was compared with what shows that they are related."""

    def __init__(
        self, catalogue: Catalogue, known: KnownVault, number: int, compared: Compared
    ) -> None:
        self._catalogue = catalogue
        self._known = known
        self._number = number
        self._compared = compared
        self._sections = catalogue.note_sections(known.names[number].path)
        self._usual = usual_nearness(compared.profiles, compared.row)

    def related(self, place: int, score: float, shares: Mapping[Group, float]) -> RelatedNote:
        """Tell of one, by its place among those that were compared."""
        known, compared = self._known, self._compared
        number, row = compared.numbers[place], compared.rows[place]
        other, linked = known.names[number], known.linked(self._number)
        theirs = self._catalogue.note_sections(other.path)
        pair = best_pair(compared.profiles, compared.row, row, self._usual)
        ours = _at(self._sections, pair.source, known.names[self._number])
        facing = _at(theirs, pair.target, other)
        shared = sorted(
            linked & known.linked(number), key=lambda each: (len(known.linked(each)), each)
        )
        return RelatedNote(
            path=other.path,
            title=other.title,
            score=score,
            similarity=pair.similarity,
            linked=number in linked,
            source=_passage(ours, facing),
            target=_passage(facing, ours),
            shares={str(group): value for group, value in shares.items()},
            naming=self._naming(number, row, theirs),
            neighbours=tuple(known.names[each].path for each in shared[:_MOST_NEIGHBOURS]),
            neighbour_count=len(shared),
        )

    def _naming(self, number: int, row: int, theirs: Sequence[StoredSection]) -> PassageRef | None:
        """The phrase of this note that names the other one, else the other way round."""
        mentions, names = self._compared.profiles.mentions, self._known.names
        if row in mentions.names[self._compared.row]:
            return naming_phrase(self._sections, called_words(names[number]))
        if row in mentions.named_by[self._compared.row]:
            return naming_phrase(theirs, called_words(names[self._number]))
        return None


def _at(sections: Sequence[StoredSection], place: int, names: NoteNames) -> StoredSection:
    """A section of a note; an empty one of a note that has none."""
    if place < len(sections):
        return sections[place]
    return StoredSection(0, names.path, names.title, 0, (), 1, 1, "", "", "")


def _passage(section: StoredSection, other: StoredSection) -> PassageRef:
    """Quote the sentence of `section` that shares most words with `other`."""
    best = best_sentence(section.body, frozenset(_words(other.body)), _words)
    headline = section.heading_path[-1] if section.heading_path else section.title
    return PassageRef(
        path=section.path,
        heading_path=section.heading_path,
        line=section.line + best.line,
        text=best.text or headline,
    )


@lru_cache(maxsize=1 << 14)
def _words(text: str) -> tuple[str, ...]:
    return tuple(folded_words(text))
