"""What a person has said of suggestions, and which suggestions that bars.

Each judgement is of a phrase and a note that it should lead to: `rejected` in one note, `never`
anywhere, `accepted`, or `withdrawn`, which takes back what was said of them in a note before. Of
several the latest holds, whatever their order in the file. Notes are known again by their paths or,
when these are gone, by their words: a judgement outlives a renaming.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from kblink.baseline.sketch import likeness, sketch
from kblink.related.phrases import phrase_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kblink.baseline.sketch import Sketch
    from kblink.model import SuggestedLink
    from kblink.related.phrases import Phrase

Verdict: TypeAlias = Literal["accepted", "withdrawn", "rejected", "never"]
_WEIGHT: dict[Verdict, int] = {"accepted": 0, "withdrawn": 1, "rejected": 2, "never": 3}
"""Which of two judgements of one second holds."""
_BARRING = frozenset({"rejected", "never"})

_RENAMED = 0.3
"""Share of common words from which on a note of another path is the one that was known."""
_NEARLY = 0.05
"""How much less like than the likest a note may be that is taken for the one that was known."""
_SAME = 0.1
"""Share of common words below which another note may have taken the path."""
_SHINGLE = 3
_SHORT = 20
"""Words of a note of which three in a row may be too few to know it by."""
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n.*?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_LINK = re.compile(
    r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]|!?\[([^\[\]]*)\](?:\([^()\n]*\)|\[[^\[\]]*\])"
)
_WORD = re.compile(r"\w+")


class NoteMark(NamedTuple):
    """What a note is known again by: its path, and a sketch of its words."""

    path: str
    words: Sketch = ()


class Judgement(NamedTuple):
    """What was said of links from a phrase to a note: in `note`, or anywhere where that is None.

    `time` is ISO 8601 in UTC; `journal` names the run that wrote the link.
    """

    verdict: Verdict
    phrase: str
    note: NoteMark | None
    target: NoteMark
    time: str
    journal: str = ""


class Feedback:
    """Judgements, asked about suggestions.

    `paths` are those of the vault's notes; `words_of` gives the sketch of the one at a path.
    """

    def __init__(
        self,
        judgements: Iterable[Judgement],
        paths: Iterable[str],
        words_of: Callable[[str], Sketch],
    ) -> None:
        self._by_phrase: defaultdict[Phrase, list[Judgement]] = defaultdict(list)
        self._by_word: defaultdict[str, set[Phrase]] = defaultdict(set)
        for each in judgements:
            phrase = words_of_phrase(each.phrase)
            self._by_phrase[phrase].append(each)
            for word in phrase:
                self._by_word[word].add(phrase)
        self._there = {_normal(path): path for path in paths} if self._by_phrase else {}
        self._bearers = Counter(map(_name, self._there))
        self._words_of = lru_cache(None)(words_of)
        self._best_likeness = lru_cache(None)(self._best_of_all)

    def bars(self, path: str, phrase: str, target: str) -> bool:
        """Whether a link from a phrase in the note at `path` to `target` is not to be suggested.

        In one note a phrase stands for those that it is a part of, or that are a part of it: who
        wants no link from `vector database` wants none from `database` either.
        """
        if not self._by_phrase:
            return False
        words = words_of_phrase(phrase)
        said = [
            each
            for known in {known for word in words for known in self._by_word.get(word, ())}
            if known == words or _is_part(known, words) or _is_part(words, known)
            for each in self._by_phrase[known]
            if (known == words if each.note is None else self._is_it(each.note, path))
            and self._is_it(each.target, target)
        ]
        latest = max(said, key=_order, default=None)
        return latest is not None and latest.verdict in _BARRING

    def _is_it(self, mark: NoteMark, path: str) -> bool:
        """Whether the note at `path` is the one that was marked."""
        marked, here = _normal(mark.path), _normal(path)
        if marked == here:
            return True
        there = self._there.get(marked)
        if there is not None and self._may_be(mark, there):
            return False  # it is where it was
        name = _name(marked)
        if there is None and name == _name(here) and self._bearers[name] == 1:
            return True
        alike = likeness(mark.words, self._words_of(path))
        return alike >= _RENAMED and alike >= self._best_likeness(mark) - _NEARLY

    def _best_of_all(self, mark: NoteMark) -> float:
        """How like the likest note is to what was marked: notes made of one template are all alike
        to some degree."""
        words = map(self._words_of, self._there.values())
        return max((likeness(mark.words, now) for now in words), default=0.0)

    def _may_be(self, mark: NoteMark, path: str) -> bool:
        now = self._words_of(path)
        return not mark.words or not now or likeness(mark.words, now) >= _SAME


def _is_part(some: Phrase, words: Phrase) -> bool:
    """Whether some words stand one after the other among others."""
    starts = range(len(words) - len(some) + 1)
    return any(words[at : at + len(some)] == some for at in starts)


def _normal(path: str) -> str:
    return unicodedata.normalize("NFC", path)


def _name(path: str) -> str:
    return path.rpartition("/")[2]


@lru_cache(maxsize=1 << 14)
def words_of_phrase(phrase: str) -> Phrase:
    """Return what phrases are compared by: folded and stemmed words; of what has none, itself."""
    return phrase_of(phrase) or (phrase.casefold().strip(),)


def note_words(text: str) -> Sketch:
    """Return the sketch of a note's words as they are read, three by three, of a short note each by
    itself too: a link that is made, or written anew, changes little of it, and front matter
    nothing."""
    shown = _LINK.sub(r" \1\2 ", _FRONT_MATTER.sub("", text, count=1))
    words = _WORD.findall(shown.casefold())
    runs = (words[at : at + _SHINGLE] for at in range(max(len(words) - _SHINGLE, 0) + 1))
    each = words if len(words) < _SHORT else []
    said = (*map(" ".join, runs), *each)
    return sketch(one.encode("utf-8", "surrogatepass") for one in said)


def judgement_of(
    verdict: Verdict, link: SuggestedLink, words_of: Callable[[str], Sketch], journal: str = ""
) -> Judgement:
    """Return what is said now of a suggested link; `words_of` as above."""
    return judgement_now(
        verdict, link.anchor, None if verdict == "never" else link.path, link.target, words_of
    )._replace(journal=journal)


def judgement_now(
    verdict: Verdict,
    phrase: str,
    note: str | None,
    target: str,
    words_of: Callable[[str], Sketch],
) -> Judgement:
    """Return what is said now of a phrase in a note, or anywhere, and a target; `words_of` as
    above."""
    return Judgement(
        verdict,
        phrase,
        None if note is None else NoteMark(note, words_of(note)),
        NoteMark(target, words_of(target)),
        now(),
    )


def withdrawn(judgements: Iterable[Judgement], journal: str) -> list[Judgement]:
    """Return what takes back that the links of a run were accepted."""
    return [
        each._replace(verdict="withdrawn", time=now())
        for each in judgements
        if each.verdict == "accepted" and each.journal == journal
    ]


def now() -> str:
    """Return the time, as a judgement has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _order(judgement: Judgement) -> tuple[str, int]:
    return judgement.time, _WEIGHT[judgement.verdict]
