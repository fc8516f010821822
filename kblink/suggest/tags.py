"""Tags for notes, learned from those that the vault's notes bear."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.errors import UsageError
from kblink.markdown.boilerplate import plain
from kblink.model import HeldOutTags, NoteTags, SuggestedTag, TagReport
from kblink.related.passages import embedded_note
from kblink.related.phrases import PhraseBook, phrase_of, placed_words
from kblink.store.note_rows import fold_tag
from kblink.suggest.tag_model import fit_tags

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    import numpy as np
    import numpy.typing as npt

    from kblink.model import Tag
    from kblink.related.phrases import Phrase
    from kblink.store.catalogue import Catalogue
    from kblink.store.rows import StoredSection
    from kblink.suggest.tag_model import TagModel

# Of 24 draws of 20 notes from three vaults, with folders as tags of five notes at least, the
# precision held out at 0.5 was below 0.6 in 4, of 15 notes in 2 of 21, but with 5 suggestions.
LEAST_NOTES = 20
"""Notes with tags from which tags are learned."""
LEAST_OF_TAG = 5
"""Notes that bear a tag, and tagged notes that do not, from which it is learned."""
_MOST_TAGS = 300
_PER, _SHORT = 200, 50
_HASH_TAG = re.compile(r"#[^\s#]+")
_ALIKE = 3


@dataclass(frozen=True, slots=True)
class TaggedNote:
    """A note with its tags, as they are written; `vector` is a unit vector of float32, `text` what
    it says, without its tags."""

    path: str
    title: str
    tags: tuple[str, ...]
    vector: npt.NDArray[np.float32]
    text: str = ""

    @property
    def labels(self) -> frozenset[str]:
        """Its tags, folded, with those that they are nested in."""
        return frozenset(each for tag in self.tags for each in with_parents(fold_tag(tag)))


def suggest_tags(
    catalogue: Catalogue,
    encoder_id: str,
    chosen: Collection[str] | None,
    *,
    confidence: float,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> TagReport:
    """Suggest tags for the notes at the paths `chosen`, or, where it is None, for those without.

    To be called inside `catalogue.snapshot()`. `progress` is called with how many notes of how many
    were read. Raises UsageError where `confidence` is not in [0, 1].
    """
    if not 0.0 <= confidence <= 1.0:
        raise UsageError(f"The confidence {confidence} is not between 0 and 1.")
    notes = [*read_tagged(catalogue, encoder_id, progress)]
    wanted = {note.path for note in notes if not note.tags} if chosen is None else {*chosen}
    return report_tags(notes, wanted, confidence)


def report_tags(
    notes: Sequence[TaggedNote], wanted: AbstractSet[str], confidence: float
) -> TagReport:
    """Learn from those of the notes that have tags, and suggest some for those that are wanted.

    A note with tags is told what is learned from others. What a note bears, by itself or by a
    nested tag, is not suggested to it, nor is what a suggested tag is nested in.
    """
    import numpy as np

    tagged = [note for note in notes if note.tags]
    learned = learnable_tags(tagged)
    if len(tagged) < LEAST_NOTES or not learned:
        return TagReport(confidence, len(tagged), 0, None, (), _refusal(len(tagged)))
    labels = np.asarray([[tag in note.labels for tag in learned] for note in tagged], dtype=bool)
    vectors = np.stack([note.vector for note in tagged])
    model = fit_tags(vectors, labels, names_said(tagged, learned))
    asked = [note for note in notes if note.path in wanted]
    untagged = [note for note in asked if not note.tags]
    found = dict(zip((note.path for note in tagged), model.held_out, strict=True))
    if untagged:
        fresh = np.stack([note.vector for note in untagged])
        told = model.probabilities(fresh, names_said(untagged, learned))
        found |= zip((note.path for note in untagged), told, strict=True)
    spelling = _spelling(tagged)
    alike = _Alike(tagged, learned, model)
    return TagReport(
        confidence,
        len(tagged),
        len(learned),
        _held_out(model.held_out, labels, learned, confidence),
        tuple(
            NoteTags(
                note.path,
                note.title,
                note.tags,
                tuple(
                    SuggestedTag(spelling[tag], float(sure), alike.to(note, tag))
                    for tag, sure in _suggested(learned, found[note.path], confidence, note.labels)
                ),
            )
            for note in asked
        ),
    )


def names_said(notes: Sequence[TaggedNote], tags: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return how often in 200 words each note says the name of each tag, in any form of its words,
    shape (notes, tags); that of a nested tag is its last part. A short note counts as 50 words."""
    import numpy as np

    columns: defaultdict[Phrase, list[int]] = defaultdict(list)
    for column, tag in enumerate(tags):
        columns[phrase_of(tag.rpartition("/")[2])].append(column)
    book = PhraseBook(columns)
    counts = np.zeros((len(notes), len(tags)))
    for row, note in enumerate(notes):
        words = [word.stem for word in placed_words(note.text)]
        for first, last in book.places(words):
            counts[row, columns[tuple(words[first:last])]] += _PER / max(len(words), _SHORT)
    return counts


def with_parents(tag: str) -> Iterator[str]:
    """Yield a folded tag and all that it is nested in: `ai/llm`, `ai`."""
    while tag:
        yield tag
        tag = tag.rpartition("/")[0]


def read_tagged(
    catalogue: Catalogue, encoder_id: str, progress: Callable[[int, int], None] = lambda *_: None
) -> Iterator[TaggedNote]:
    """Yield the notes that have a vector, by path: the mean of those of their sections."""
    tags = catalogue.tags(catalogue.files().notes)
    boilerplate = frozenset(line.text for line in catalogue.boilerplate() or ())
    names = catalogue.names()
    for done, name in enumerate(names):
        progress(done, len(names))
        own = tags.get(name.path, [])
        sections = _untagged_sections(catalogue.note_sections(name.path), own)
        note = embedded_note(catalogue, encoder_id, sections)
        if note.sections:
            vector = note.weights() @ note.matrix
            written = tuple(dict.fromkeys(tag.name for tag in own if fold_tag(tag.name)))
            text = _text(name.title, sections, boilerplate)
            yield TaggedNote(name.path, name.title, written, _unit(vector), text)
    progress(len(names), len(names))


def _untagged_sections(
    sections: Sequence[StoredSection], tags: Iterable[Tag]
) -> Sequence[StoredSection]:
    """Leave out where a tag is written, unless nothing would be left: a note that is to be told its
    tags does not say them."""
    lines = {tag.span.line for tag in tags}
    without = [
        section
        for section in sections
        if not any(section.line <= line < section.end_line for line in lines)
    ]
    return without or sections


def _text(title: str, sections: Sequence[StoredSection], boilerplate: AbstractSet[str]) -> str:
    """What a note says, without lines that many notes have, and without `#tags`."""
    lines = (
        line
        for section in sections
        for line in (*section.heading_path[-1:], *section.body.split("\n"))
        if plain(line) not in boilerplate
    )
    return _HASH_TAG.sub(" ", "\n".join((title, *lines)))


def _unit(vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    import numpy as np

    found: npt.NDArray[np.float32] = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return found


def learnable_tags(tagged: Sequence[TaggedNote]) -> list[str]:
    """The tags that enough notes bear, and enough do not, the commonest of them."""
    often = Counter(tag for note in tagged for tag in note.labels)
    enough = {
        tag: count
        for tag, count in often.items()
        if LEAST_OF_TAG <= count <= len(tagged) - LEAST_OF_TAG
    }
    return sorted(sorted(enough, key=lambda tag: (-enough[tag], tag))[:_MOST_TAGS])


def _refusal(tagged: int) -> str:
    if tagged < LEAST_NOTES:
        have = "1 note has" if tagged == 1 else f"{tagged or 'no'} notes have"
        return f"Tags are learned from {LEAST_NOTES} tagged notes at least, and {have} tags here."
    return (
        f"Of {tagged} tagged notes no tag is on {LEAST_OF_TAG} at least and missing on as many: "
        "there is none to learn."
    )


def _suggested(
    learned: Sequence[str],
    probabilities: npt.NDArray[np.float64],
    confidence: float,
    borne: AbstractSet[str] = frozenset(),
) -> list[tuple[str, float]]:
    """The tags that are sure enough, surest first, without those that a deeper one implies."""
    sure = {
        tag: float(probability)
        for tag, probability in zip(learned, probabilities, strict=True)
        if probability >= confidence and probability > 0 and tag not in borne
    }
    implied = {parent for tag in sure for parent in with_parents(tag) if parent != tag}
    kept = [(tag, probability) for tag, probability in sure.items() if tag not in implied]
    return sorted(kept, key=lambda pair: (-round(pair[1], 6), pair[0]))


def _held_out(
    probabilities: npt.NDArray[np.float64],
    labels: npt.NDArray[np.bool_],
    learned: Sequence[str],
    confidence: float,
) -> HeldOutTags:
    """How right suggestions would have been for the tagged notes, had they had no tags."""
    suggested = right = found = 0
    for row, own in zip(probabilities, labels, strict=True):
        true = {tag for tag, is_own in zip(learned, own.tolist(), strict=True) if is_own}
        told = [tag for tag, _ in _suggested(learned, row, confidence)]
        suggested += len(told)
        right += sum(tag in true for tag in told)
        found += len(true & {each for tag in told for each in with_parents(tag)})
    total = int(labels.sum())
    return HeldOutTags(suggested, right / suggested if suggested else 0.0, found / max(total, 1))


def _spelling(tagged: Sequence[TaggedNote]) -> Mapping[str, str]:
    """How each tag, and what it is nested in, is written most often."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for note in tagged:
        for tag in note.tags:
            written = tag.lstrip("#").strip("/")
            while written:
                spellings[fold_tag(written)][written] += 1
                written = written.rpartition("/")[0]
    return {
        tag: min(found, key=lambda each: (-found[each], each)) for tag, found in spellings.items()
    }


class _Alike:
    """Tells the nearest notes that bear a tag."""

    def __init__(
        self, tagged: Sequence[TaggedNote], learned: Sequence[str], model: TagModel
    ) -> None:
        self._paths = [note.path for note in tagged]
        self._column = {tag: number for number, tag in enumerate(learned)}
        self._model = model

    def to(self, note: TaggedNote, tag: str) -> tuple[str, ...]:
        """The notes with a tag that are nearest to a note."""
        import numpy as np

        bearers = np.flatnonzero(self._model.labels[:, self._column[tag]])
        cosines = self._model.vectors[bearers] @ note.vector
        order = bearers[np.argsort(-cosines, kind="stable")].tolist()
        return tuple(self._paths[each] for each in order[:_ALIKE])
