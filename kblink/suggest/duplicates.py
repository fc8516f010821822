"""Notes that say much the same in the same words: copies, versions, parts of others.

Notes on one subject in words of their own are no duplicates, nor are translations, nor notes that
one template was filled in for: lines that many notes share count for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.markdown.language import language_of
from kblink.model import DuplicateGroup, DuplicatePair
from kblink.suggest.note_text import has_lines, note_text
from kblink.suggest.passage_diff import diff_passages
from kblink.suggest.shared_runs import candidate_pairs, runs_of, shared_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    import numpy as np
    import numpy.typing as npt

    from kblink.model import DuplicateKind
    from kblink.store.catalogue import Catalogue
    from kblink.suggest.note_text import NoteText
    from kblink.suggest.shared_runs import Runs

LEAST_SIMILARITY = 0.4
"""Share of the words of two notes that stand in the other from which on they are told. Of copies
planted in five vaults with a tenth and with 30 % of the words exchanged it finds all and 0.68, of
the paragraphs all and 0.88; with 0.5 instead 0.13 and 0.83 of the latter; with 0.3 it tells 22
pairs that the vaults had before instead of 9, most of them notes of one build."""
_LEAST_PART = 0.75
"""Share of a note's words that stand in a longer one, most of which it lacks, from which on it is a
part of that."""
_WHOLE = 0.95
"""Share from which on all of a note stands in the other."""
_LEAST_WORDS = 20
_LEAST_WORDS_OF_PART = 40
# Where nearly all that a note says many notes say, it is its template not filled in, or one of very
# many copies: the latter are told by being long and the same.
_LEAST_OWN = 1 / 3
_LEAST_COMMON_WORDS = 100
_LEAST_COMMON_SIMILARITY = 0.9
# Versions of one text share most of it, whatever language a passage was added in.
_LEAST_TRANSLATED = 20
_LEAST_SHARE_TRANSLATED = 1 / 3


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two notes by number, the first no longer than the second, and what share of the words of
    each, and of both together, stands in the other."""

    first: int
    second: int
    first_share: float
    second_share: float
    similarity: float

    @property
    def is_part(self) -> bool:
        """Whether the first is a part of the second rather than a version of it."""
        if self.first_share >= _WHOLE:
            return self.second_share < _WHOLE - 0.05
        return self.first_share >= _LEAST_PART and self.second_share < LEAST_SIMILARITY

    @property
    def strength(self) -> float:
        """What pairs are ordered by."""
        return self.first_share if self.is_part else self.similarity


def find_duplicates(
    catalogue: Catalogue, progress: Callable[[int, int], None] = lambda *_: None
) -> list[DuplicateGroup]:
    """Return the groups of notes that say much the same, those of most alike notes first.

    To be called inside `catalogue.snapshot()`. Nothing is embedded, and the vectors are not looked
    at: notes of the same meaning in other words are related, no duplicates. `progress` is called
    with how many notes of how many were read.
    """
    boilerplate = frozenset(line.text for line in catalogue.boilerplate() or ())
    names = catalogue.names()
    words: list[list[str]] = []
    paths: list[str] = []
    common: set[int] = set()
    known: dict[str, str] = {}  # each word once: a vault has millions, most of them the same

    def text_of(number: int) -> NoteText:
        sections = catalogue.note_sections(paths[number])
        return note_text(sections, frozenset() if number in common else boilerplate)

    for done, name in enumerate(names):
        progress(done, len(names))
        if sections := catalogue.note_sections(name.path):
            own = note_text(sections, boilerplate).words
            if has_lines(sections, boilerplate):
                whole = note_text(sections).words
                if _is_common(len(own), len(whole)):
                    common.add(len(words))
                    own = whole
            words.append([known.setdefault(word, word) for word in own])
            paths.append(name.path)
    progress(len(names), len(names))
    return group_duplicates(words, text_of, common)


def group_duplicates(
    words: Sequence[Sequence[str]],
    text_of: Callable[[int], NoteText],
    common: AbstractSet[int] = frozenset(),
    *,
    least: float = LEAST_SIMILARITY,
) -> list[DuplicateGroup]:
    """Return the groups of duplicates among notes, by their `words`, most alike first.

    `text_of` gives the text of a note by its number, `common` are the numbers of those whose text
    many notes share, and `least` is the similarity that others must have.
    """
    parents = list(range(len(words)))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    joining: list[Likeness] = []  # Kruskal's: the strongest pairs that join all
    for each in sorted(
        _likenesses(words, common, least),
        key=lambda each: (-each.strength, each.first, each.second),
    ):
        one, other = root(each.first), root(each.second)
        if one != other:
            parents[other] = one
            joining.append(each)
    grouped: dict[int, list[Likeness]] = {}
    for each in joining:
        grouped.setdefault(root(each.first), []).append(each)
    return [_group(pairs, text_of) for pairs in grouped.values()]


def _group(pairs: Sequence[Likeness], text_of: Callable[[int], NoteText]) -> DuplicateGroup:
    texts = {
        number: text_of(number)
        for number in sorted({number for each in pairs for number in (each.first, each.second)})
    }
    notes = sorted((text.path, text.title) for text in texts.values())
    return DuplicateGroup(tuple(notes), tuple(_pair(texts, each) for each in pairs))


def _pair(texts: Mapping[int, NoteText], likeness: Likeness) -> DuplicatePair:
    first, second = texts[likeness.first], texts[likeness.second]
    found = diff_passages(first.passages, second.passages)
    kind: DuplicateKind = "part" if likeness.is_part else "near" if found.differences else "same"
    return DuplicatePair(
        first=first.path,
        second=second.path,
        kind=kind,
        similarity=likeness.similarity,
        first_share=likeness.first_share,
        second_share=likeness.second_share,
        is_reordered=found.is_reordered,
        differences=found.differences,
    )


def _is_common(own: int, whole: int) -> bool:
    return whole >= _LEAST_COMMON_WORDS and own < _LEAST_OWN * whole


def _likenesses(
    words: Sequence[Sequence[str]], common: AbstractSet[int], least: float
) -> list[Likeness]:
    words = [some if len(some) >= _LEAST_WORDS else [] for some in words]
    runs = runs_of(words)
    found = []
    for pair in candidate_pairs(runs, least):
        likeness = _likeness(words, runs, *sorted(pair, key=lambda note: (len(words[note]), note)))
        enough = _LEAST_COMMON_SIMILARITY if not common.isdisjoint(pair) else least
        if likeness is not None and _is_duplicate(likeness, len(words[likeness.first]), enough):
            found.append(likeness)
    return found


def _is_duplicate(likeness: Likeness, words: int, least: float) -> bool:
    return likeness.similarity >= least or (
        likeness.is_part and words >= _LEAST_WORDS_OF_PART and likeness.first_share >= least
    )


def _likeness(
    words: Sequence[Sequence[str]], runs: Runs, first: int, second: int
) -> Likeness | None:
    """Compare two notes; None where what each says alone is in another language than the other's:
    code and names are shared by translations, too."""
    one, other = shared_words(runs, first, second)
    if _are_translations(words[first], words[second], ~one, ~other):
        return None
    both = (int(one.sum()) + int(other.sum())) / (len(one) + len(other))
    return Likeness(first, second, float(one.mean()), float(other.mean()), both)


def _are_translations(
    first: Sequence[str],
    second: Sequence[str],
    first_alone: npt.NDArray[np.bool_],
    second_alone: npt.NDArray[np.bool_],
) -> bool:
    alone = [
        [word for word, is_alone in zip(words, some.tolist(), strict=True) if is_alone]
        for words, some in ((first, first_alone), (second, second_alone))
    ]
    for words, some in ((first, alone[0]), (second, alone[1])):
        if len(some) < max(_LEAST_TRANSLATED, _LEAST_SHARE_TRANSLATED * len(words)):
            return False
    one, other = (language_of(" ".join(words)) for words in alone)
    return one != other
