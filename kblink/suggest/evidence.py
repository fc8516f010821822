"""Phrases that may be linked, and what a vault tells of them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from kblink.related.phrases import Phrase, PhraseBook, PlacedWord, phrase_of, placed_words
from kblink.suggest.names import parts_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from kblink.suggest.known import KnownVault, Texts
    from kblink.suggest.sentences import Sentence

_MOST_TARGETS = 5
"""Of one phrase, those that are linked most."""

# What may stand between the words of a phrase that is a name in another form.
_GAP = re.compile("[ \t\u00a0\u202f]*|-")
# A word that one of these joins to another is a part of that.
_JOINED_BEFORE = re.compile(r"\w[-‐‑'’.]\Z|[@#_\\/\[$+]\Z")
_JOINED_AFTER = re.compile(r"[-‐‑'’.:]\w|[@#_\\/\](+]")
_BREAKING = re.compile(r"[\[\]|#^\\]")
"""What a link's text cannot show as it is."""
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
    """What is known of phrases. `bearers` are the notes that a phrase is a name of, `namesakes`
    those of whose names it is a part; `leading` counts how often a phrase leads to a note.

    `holders` counts the notes that say a phrase, linked or not, `linkers` those that link with it,
    and `namers`, for a note, those that say a phrase that leads to it: all of the notes that are
    learned from. `own_leading`, `own_linked`, `own_said` and `own_named` are what each note has of
    it.
    """

    known: KnownVault
    book: PhraseBook
    bearers: dict[Phrase, frozenset[int]]
    namesakes: dict[Phrase, frozenset[int]]
    leading: dict[Phrase, Counter[int]]
    holders: Counter[Phrase]
    linkers: Counter[Phrase]
    namers: Counter[int]
    own_leading: tuple[Counter[tuple[Phrase, int]], ...]
    own_linked: tuple[frozenset[Phrase], ...]
    own_said: tuple[frozenset[Phrase], ...]
    own_named: tuple[frozenset[int], ...]

    @classmethod
    def of(
        cls, known: KnownVault, *, names_only: bool = False, asked: Collection[int] | None = None
    ) -> Evidence:
        """Gather it: of all phrases, or of those that tell anything of the notes that are `asked`
        for; with `names_only` no phrase is looked for but whole names."""
        texts = known.texts
        bearers = _by_phrase(texts.names)
        parts = () if names_only else map(_parts, texts.names)
        namesakes = _by_phrase([*parts])
        own_leading = tuple(
            Counter((name_phrase(text), target) for text, target in anchors)
            for anchors in known.anchors
        )
        leading: dict[Phrase, Counter[int]] = {}
        for own in own_leading if not names_only else ():
            for (phrase, target), often in own.items():
                leading.setdefault(phrase, Counter())[target] += often
        every = (bearers, namesakes, leading)
        book = PhraseBook({phrase for found in every for phrase in found})
        if asked is not None:
            book = PhraseBook(_telling(texts, every, book, asked))
        own_said = tuple(
            frozenset(tuple(words[slice(*place)]) for place in book.places(words))
            for words in texts.words
        )
        own_named = tuple(
            frozenset(
                target for phrase in own for found in every for target in found.get(phrase, ())
            )
            for own in own_said
        )
        own_linked = tuple(frozenset(phrase for phrase, _ in own) for own in own_leading)
        seen = [note for note in range(len(texts)) if note not in known.hidden]
        return cls(
            known,
            book,
            bearers,
            namesakes,
            leading,
            Counter(phrase for note in seen for phrase in own_said[note]),
            Counter(phrase for own in own_linked for phrase in own),
            Counter(target for note in seen for target in own_named[note]),
            own_leading,
            own_linked,
            own_said,
            own_named,
        )

    def leads(self, phrase: Phrase, target: int, note: int) -> int:
        """Return how often other notes than one link with a phrase to a target."""
        found = self.leading.get(phrase, _NONE)[target]
        return found - (self.own_leading[note][phrase, target] if found else 0)

    def targets(self, phrase: Phrase, note: int) -> dict[int, int]:
        """Return what a phrase in a note may lead to, and how often it does in others."""
        linked = {each: self.leads(phrase, each, note) for each in self.leading.get(phrase, ())}
        found = {each: often for each, often in linked.items() if often > 0}
        for named in (self.bearers, self.namesakes):
            found |= {each: found.get(each, 0) for each in named.get(phrase, ())}
        found.pop(note, None)
        best = sorted(found, key=lambda each: (-found[each], each))[:_MOST_TARGETS]
        return {each: found[each] for each in best}

    def candidates(self, note: int) -> Iterator[Candidate]:
        """Yield what may be linked in the sentences of a note, in their order."""
        # Not phrases that only mean nearly what a title says: of 1025 in five vaults with a cosine
        # from 0.85 on writers had linked 7, so that none was ever as sure as 0.5, though of 53 read
        # of two words or more, from 0.9 on, 35 would do; and 120 000 phrases take two minutes.
        known: dict[Phrase, dict[int, int]] = {}
        for number, sentence in enumerate(self.known.sentences[note]):
            words = words_of(sentence.text)
            for first, last in self.book.places([word.stem for word in words]):
                placed = words[first:last]
                phrase = tuple(word.stem for word in placed)
                if phrase not in known:
                    known[phrase] = self.targets(phrase, note)
                found = known[phrase]
                if found and self._may_be_linked(sentence, placed, found):
                    for target in found:
                        yield Candidate(number, placed[0].start, placed[-1].end, phrase, target)

    def _may_be_linked(
        self, sentence: Sentence, placed: Sequence[PlacedWord], targets: Iterable[int]
    ) -> bool:
        """Whether a phrase is no letter or number alone, no part of a word, and written as one."""
        text, start, end = sentence.text, placed[0].start, placed[-1].end
        said = text[start:end]
        if sum(map(str.isalnum, said)) < 2 or not _TELLING.search(said) or _BREAKING.search(said):
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


@lru_cache(maxsize=1 << 15)
def words_of(text: str) -> tuple[PlacedWord, ...]:
    """Return the words of a sentence with their places."""
    return tuple(placed_words(text))


def _is_cjk(character: str) -> bool:
    from kblink.store.words import WORD

    match = WORD.match(character)
    return match is not None and match["cjk"] is not None


def _parts(names: Iterable[str]) -> list[str]:
    return [part for name in names for part in parts_of(name)]


def _telling(
    texts: Texts,
    every: Sequence[Mapping[Phrase, Iterable[int]]],
    book: PhraseBook,
    asked: Collection[int],
) -> set[Phrase]:
    """The phrases of some notes' sentences, all that lead where these do, and the notes' names."""
    own = {name_phrase(name) for note in asked for name in texts.names[note]}
    for note in asked:
        for sentence in texts.sentences[note]:
            words = [word.stem for word in words_of(sentence.text)]
            own.update(tuple(words[slice(*place)]) for place in book.places(words))
    targets = {target for found in every for phrase in own for target in found.get(phrase, ())}
    return own | {
        phrase
        for found in every
        for phrase, leads in found.items()
        if not targets.isdisjoint(leads)
    }


def _by_phrase(names: Sequence[Iterable[str]]) -> dict[Phrase, frozenset[int]]:
    found: dict[Phrase, set[int]] = {}
    for note, own in enumerate(names):
        for name in own:
            found.setdefault(name_phrase(name), set()).add(note)
    return {phrase: frozenset(notes) for phrase, notes in found.items()}
