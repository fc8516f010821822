"""Phrases that may be linked, and what a vault tells of them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from kblink.related.phrases import Phrase, PhraseBook, PlacedWord, phrase_of, placed_words
from kblink.related.shared_terms import index_terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kblink.related.shared_terms import TermIndex
    from kblink.suggest.known import KnownVault
    from kblink.suggest.sentences import Sentence

_MOST_TARGETS = 10
"""Of one phrase, those that are linked most."""

# What may stand between the words of a phrase that is a name in another form.
_GAP = re.compile("[ \t\u00a0\u202f]*|-")
# A word that one of these joins to another is a part of that.
_JOINED_BEFORE = re.compile(r"\w[-‐‑'’.]\Z|[@#_\\/\[$+]\Z")
_JOINED_AFTER = re.compile(r"[-‐‑'’.:]\w|[@#_\\/\](+]")
_TELLING = re.compile(r"[^\W\d_]")


class Candidate(NamedTuple):
    """A phrase of a sentence, by its place, and a note that it may lead to."""

    sentence: int
    start: int
    end: int
    phrase: Phrase
    target: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of phrases. `bearers` are the notes that a phrase is a name of; `leading`
    counts how often a phrase leads to a note, `said` how often it is said, linked or not, both in
    the notes that are learned from, and by note what it adds to them (`own_leading`, `own_said`).
    """

    known: KnownVault
    book: PhraseBook
    bearers: dict[Phrase, frozenset[int]]
    leading: dict[Phrase, Counter[int]]
    said: Counter[Phrase]
    holders: Counter[Phrase]
    own_leading: tuple[Counter[tuple[Phrase, int]], ...]
    own_said: tuple[Counter[Phrase], ...]
    terms: TermIndex

    @classmethod
    def of(cls, known: KnownVault, *, names_only: bool = False) -> Evidence:
        """Gather it; with `names_only` no phrase is looked for but names."""
        bearers: dict[Phrase, set[int]] = {}
        for note, names in enumerate(known.texts.names):
            for name in names:
                bearers.setdefault(name_phrase(name), set()).add(note)
        own_leading = tuple(
            Counter((name_phrase(text), target) for text, target in anchors)
            for anchors in known.anchors
        )
        leading: dict[Phrase, Counter[int]] = {}
        for own in own_leading if not names_only else ():
            for (phrase, target), often in own.items():
                leading.setdefault(phrase, Counter())[target] += often
        book = PhraseBook([*bearers, *leading])
        own_said = tuple(
            Counter()
            if note in known.hidden
            else Counter(tuple(words[slice(*place)]) for place in book.places(words))
            for note, words in enumerate(known.texts.words)
        )
        return cls(
            known,
            book,
            {phrase: frozenset(notes) for phrase, notes in bearers.items()},
            leading,
            _sum(own_said),
            Counter(phrase for own in own_said for phrase in own),
            own_leading,
            own_said,
            index_terms(known.texts.words),
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

    def candidates(self, note: int, sentences: Iterable[int] | None = None) -> Iterator[Candidate]:
        """Yield what may be linked in the sentences of a note, or in those with these numbers."""
        own = self.known.sentences[note]
        for number in range(len(own)) if sentences is None else sentences:
            words = _placed(own[number].text)
            for first, last in self.book.places([word.stem for word in words]):
                placed = words[first:last]
                phrase = tuple(word.stem for word in placed)
                start, end = placed[0].start, placed[-1].end
                found = self.targets(phrase, note)
                if found and self._may_be_linked(own[number], placed, found):
                    for target in found:
                        yield Candidate(number, start, end, phrase, target)

    def _may_be_linked(
        self, sentence: Sentence, placed: Sequence[PlacedWord], targets: Iterable[int]
    ) -> bool:
        """Whether a phrase is no letter or number alone, no part of a word, and written as one."""
        text, start, end = sentence.text, placed[0].start, placed[-1].end
        said = text[start:end]
        if sum(map(str.isalnum, said)) < 2 or not _TELLING.search(said):
            return False
        if not _is_cjk(said[0]) and _JOINED_BEFORE.search(text[max(start - 2, 0) : start]):
            return False
        if not _is_cjk(said[-1]) and _JOINED_AFTER.match(text[end : end + 2]):
            return False
        gaps = (text[one.end : other.start] for one, other in pairwise(placed))
        if all(_GAP.fullmatch(gap) for gap in gaps):
            return True
        return any(
            said.casefold() == name.casefold()
            for target in targets
            for name in self.known.texts.names[target]
        )


_NONE: Counter[int] = Counter()


@lru_cache(maxsize=1 << 16)
def name_phrase(text: str) -> Phrase:
    """Return the words of a name or an anchor text."""
    return phrase_of(text)


def stems(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded and stemmed."""
    return tuple(word.stem for word in placed_words(text))


@lru_cache(maxsize=1 << 16)
def _placed(text: str) -> tuple[PlacedWord, ...]:
    return tuple(placed_words(text))


def _is_cjk(character: str) -> bool:
    from kblink.store.words import WORD

    match = WORD.match(character)
    return match is not None and match["cjk"] is not None


def _sum(counters: Sequence[Counter[Phrase]]) -> Counter[Phrase]:
    found: Counter[Phrase] = Counter()
    for each in counters:
        found.update(each)
    return found
