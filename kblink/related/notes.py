"""The notes that are related to one note, with the passages that show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.errors import UsageError
from kblink.model import PassageRef, RelatedNote
from kblink.rank.sentences import best_sentence
from kblink.related.closeness import Closeness, closeness
from kblink.related.neighbours import neighbours
from kblink.related.passages import EmbeddedNote, embedded_note
from kblink.store.words import folded_words

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from kblink.store.catalogue import Catalogue
    from kblink.store.rows import StoredSection

# Notes compared exactly: the shortlist's order is nearly the final one already.
_LEAST_COMPARED = 50
_COMPARED_PER_RESULT = 5


def related_notes(
    catalogue: Catalogue, encoder_id: str, path: str, *, limit: int, unlinked: bool
) -> list[RelatedNote]:
    """Return the `limit` notes nearest to the note at `path`, best first; equal scores by path.

    To be called inside `catalogue.snapshot()`. `unlinked` hides notes that are linked with it in
    either direction. A note without text has none. Raises UsageError where there is no such note or
    the limit is below 1.
    """
    if limit < 1:
        raise UsageError(f"The limit is {limit}.", hint="Ask for at least one note.")
    if catalogue.note(path) is None:
        raise UsageError(f"There is no note {path}.", hint="Give its path from the vault's root.")
    source = embedded_note(catalogue, encoder_id, catalogue.note_sections(path))
    if not source.sections:
        return []
    linked = catalogue.linked_paths(path)
    near = neighbours(catalogue, source)
    count = max(_LEAST_COMPARED, _COMPARED_PER_RESULT * limit)
    paths = near.shortlist(source.weights(), linked if unlinked else set(), count)
    if not paths:
        return []
    others = [embedded_note(catalogue, encoder_id, catalogue.note_sections(each)) for each in paths]
    background = near.background()
    compared = [(closeness(source, each, background), each) for each in others if each.sections]
    compared.sort(key=lambda pair: (-round(pair[0].score, 6), pair[1].path))
    return [_related(source, other, close, linked) for close, other in compared[:limit]]


def _related(
    source: EmbeddedNote, other: EmbeddedNote, close: Closeness, linked: AbstractSet[str]
) -> RelatedNote:
    ours, theirs = source.sections[close.source], other.sections[close.target]
    return RelatedNote(
        path=other.path,
        title=theirs.title,
        score=close.score,
        similarity=close.similarity,
        linked=other.path in linked,
        source=_passage(ours, theirs),
        target=_passage(theirs, ours),
    )


def _passage(section: StoredSection, other: StoredSection) -> PassageRef:
    """Quote the sentence of `section` that shares most words with `other`."""
    best = best_sentence(section.body, frozenset(folded_words(other.body)), folded_words)
    headline = section.heading_path[-1] if section.heading_path else section.title
    return PassageRef(
        path=section.path,
        heading_path=section.heading_path,
        line=section.line + best.line,
        text=best.text or headline,
    )
