"""What speaks for linking a phrase to a note: a row of numbers for each candidate."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable
from functools import lru_cache, partial
from itertools import pairwise
from math import log, log1p
from typing import TYPE_CHECKING, TypeAlias

from kblink.suggest.evidence import Candidate, name_phrase, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from kblink.related.phrases import Phrase, PlacedWord
    from kblink.suggest.evidence import Evidence
    from kblink.suggest.known import Texts

Signs: TypeAlias = Callable[[Candidate], "list[float]"]
"""The signs of a candidate in one note."""
SignsOf: TypeAlias = Callable[["Evidence", int, "Sequence[Candidate]"], Signs]
"""Of all candidates of a note, in their order."""

NAME_SIGNS = (
    "alone",  # of the notes with this name the share that this one is; 0 where it is no name of it
    "file name",
    "as written",  # letter by letter a name of the note
    "words",
    "rarity",  # of the phrase in the vault: the logarithm of notes by notes that say it
    "capital",  # not at the beginning of the sentence
    "case differs",
    "digit",
    "opens sentence",
    "in longer name",  # beside another word with a capital: `SQL` of `SQL Server`
)
ALL_SIGNS = (
    *NAME_SIGNS,
    "part of name",  # in front of a subtitle, or in parentheses
    "inside name",  # a name of the note says more
    "in own name",  # with the next word a part of the name of the note that it stands in
    "leads",  # how often other notes link so (logarithm)
    "commonness",  # the share of the links with this phrase that lead there
    "linked",  # whether there are any
    "silent",  # how many other notes say the phrase without linking it (logarithm)
    "target link probability",  # of the notes that name the target those that link to it
    "section",  # the cosine of the section that the phrase is in and the nearest of the target
    "terms",  # BM25 of the note's characteristic words in the target, the best note being 1
    "graph",  # Adamic-Adar: notes that both are linked with
    "backlink",
    "named by target",
    "position",  # in the note, from 0 to 1
    "mentions",  # of the target by this phrase in the note (logarithm)
    "marked",  # by emphasis, quotes or parentheses
    "same folder",
    "below",  # the target is in a folder of the note's own
    "in sentence",  # phrases that may be linked in it (logarithm)
)
"""Of 42 signs those without which confidences of five vaults were further from what is right, each
left out in turn."""
_NAME_BEHIND = re.compile(r"[ \u00a0]([^\W_])")
_NAME_BEFORE = re.compile(r"[^\W\d_]\w*[ \u00a0]\Z")
_NEAR = 40
_MARKS = frozenset("*_\"'«“„(=")


def name_signs(evidence: Evidence, note: int, candidates: Sequence[Candidate]) -> Signs:
    """How a phrase is written, and how well it names its note: `NAME_SIGNS`."""
    del candidates
    known = evidence.known
    notes = len(known.texts)
    own = evidence.own_said[note] if note not in known.hidden else frozenset()

    @lru_cache(None)
    def of_phrase(phrase: Phrase) -> tuple[float, float]:
        bearers = evidence.bearers.get(phrase, ())
        holders = evidence.holders[phrase] - (phrase in own)
        return 1 / len(bearers) if bearers else 0.0, log((notes + 1) / (holders + 1))

    @lru_cache(None)
    def of_pair(phrase: Phrase, target: int, text: str) -> tuple[float, float, float, float]:
        names = known.texts.names[target]
        same = [name for name in names if name.casefold() == text.casefold()]
        return (
            float(target in evidence.bearers.get(phrase, ())),
            float(phrase == name_phrase(names[0])),
            float(text in names),
            float(bool(same) and all(name[1:] != text[1:] for name in same)),
        )

    def signs(candidate: Candidate) -> list[float]:
        phrase, target = candidate.phrase, candidate.target
        sentence = known.sentences[note][candidate.sentence].text
        text = sentence[candidate.start : candidate.end]
        share, rarity = of_phrase(phrase)
        is_name, is_file_name, is_as_written, is_other_case = of_pair(phrase, target, text)
        opens = not any(map(str.isalnum, sentence[: candidate.start]))
        return [
            is_name * share,
            is_file_name,
            is_as_written,
            float(len(phrase)),
            rarity,
            float(text[:1].isupper() and not opens),
            is_other_case,
            float(any(map(str.isdigit, text))),
            float(opens),
            float(_goes_on(sentence, candidate.start, candidate.end)),
        ]

    return signs


def all_signs(evidence: Evidence, note: int, candidates: Sequence[Candidate]) -> Signs:
    """What names tell, what other notes link with, and how close both notes are: `ALL_SIGNS`."""
    known = evidence.known
    texts = known.texts
    names = name_signs(evidence, note, candidates)
    own_pairs = {pair for name in texts.names[note] for pair in pairwise(name_phrase(name))}
    mentions = Counter((each.phrase, each.target) for each in candidates)
    places = {(each.sentence, each.start, each.end) for each in candidates}
    in_sentence = Counter(sentence for sentence, _, _ in places)
    lines = max((each.line for each in known.sentences[note]), default=1)
    of_phrase = lru_cache(None)(partial(_phrase_counts, evidence, note))
    of_target = _target_signs(evidence, note)
    closeness = lru_cache(None)(partial(_closeness, texts, note))

    @lru_cache(None)
    def of_pair(phrase: Phrase, target: int) -> tuple[float, ...]:
        often = evidence.leads(phrase, target, note)
        every, silent = of_phrase(phrase)
        return (
            float(target in evidence.namesakes.get(phrase, ())),
            float(any(_is_inside(phrase, name_phrase(name)) for name in texts.names[target])),
            log1p(often),
            often / every if every else 0.0,
            float(every > 0),
            log1p(silent),
        )

    def signs(candidate: Candidate) -> list[float]:
        phrase, target = candidate.phrase, candidate.target
        sentence = known.sentences[note][candidate.sentence]
        part, inside, leads, commonness, linked, silent = of_pair(phrase, target)
        probability, terms, graph, backlink, named, folder, below = of_target(target)
        by_row = closeness(target)
        row = bisect_right(texts.passage_lines[note], sentence.line) - 1
        return [
            *names(candidate),
            part,
            inside,
            float(_is_within(own_pairs, words_of(sentence.text), candidate)),
            leads,
            commonness,
            linked,
            silent,
            probability,
            by_row[row] if 0 <= row < len(by_row) else 0.0,
            terms,
            graph,
            backlink,
            named,
            sentence.line / lines,
            log1p(mentions[phrase, target]),
            float(sentence.text[max(candidate.start - 1, 0) : candidate.start] in _MARKS),
            folder,
            below,
            log1p(in_sentence[candidate.sentence]),
        ]

    return signs


def _phrase_counts(evidence: Evidence, note: int, phrase: Phrase) -> tuple[int, int]:
    """How often other notes link with a phrase, and how many of them say it without a link."""
    is_learned = note not in evidence.known.hidden
    holders = evidence.holders[phrase] - (is_learned and phrase in evidence.own_said[note])
    linkers = evidence.linkers[phrase] - (phrase in evidence.own_linked[note])
    every = sum(evidence.leads(phrase, each, note) for each in evidence.leading.get(phrase, ()))
    return every, max(holders - linkers, 0)


def _target_signs(evidence: Evidence, note: int) -> Callable[[int], tuple[float, ...]]:
    """What the notes tell of each other: how often others link to the target where they name it,
    shared words and neighbours, a link back, a name of this note, the folders."""
    import numpy as np

    known = evidence.known
    texts = known.texts
    terms = texts.terms.scores(note)
    terms = np.where(terms > 0, terms, 0.0) / max(float(terms.max()), 1.0)
    # What only the note's own sentences tell is to be found: it is not known while learning either.
    backlinks = {other for other in known.linked[note] if note in known.outgoing[other]}
    own = known.by_sentences[note] - backlinks
    linked = known.linked[note] - own
    is_learned = note not in known.hidden
    own_phrases = {*map(name_phrase, texts.names[note])}
    folder = _folder(texts.paths[note])

    @lru_cache(None)
    def signs(target: int) -> tuple[float, ...]:
        namers = evidence.namers[target] - (is_learned and target in evidence.own_named[note])
        links = len(known.linked[target]) - (target in own)
        other = _folder(texts.paths[target])
        shared = sorted(linked & known.linked[target])
        return (
            (links + 0.5) / (max(namers, links) + 2),
            float(terms[target]),
            sum(1 / log(max(len(known.linked[each]), 2)) for each in shared),
            float(target in backlinks),
            float(not own_phrases.isdisjoint(evidence.own_said[target])),
            float(folder == other),
            float(other.startswith(folder) and folder != other),
        )

    return signs


def _goes_on(sentence: str, start: int, end: int) -> bool:
    """Whether a phrase that begins with a capital stands beside another such word, or a number."""
    if not sentence[start].isupper():
        return False
    behind = _NAME_BEHIND.match(sentence, end)
    before = _NAME_BEFORE.search(sentence[max(start - _NEAR, 0) : start])
    opens = before is not None and not any(
        map(str.isalnum, sentence[: max(start - _NEAR, 0) + before.start()])
    )
    if behind is not None and (behind[1].isupper() or behind[1].isdigit()):
        return True
    return before is not None and before[0][0].isupper() and not opens


def _is_within(
    pairs: AbstractSet[tuple[str, str]], words: Sequence[PlacedWord], candidate: Candidate
) -> bool:
    """Whether a phrase, with the word before or behind it, is a part of the note's own name: of
    `SQL Server` the first word is not the language."""
    first = bisect_left(words, candidate.start, key=lambda word: word.start)
    last = first + len(candidate.phrase)
    before = first > 0 and (words[first - 1].stem, words[first].stem) in pairs
    return before or (last < len(words) and (words[last - 1].stem, words[last].stem) in pairs)


def _is_inside(phrase: Phrase, name: Phrase) -> bool:
    """Whether a name says more than a phrase."""
    length = len(phrase)
    return any(
        name[first : first + length] == phrase for first in range(len(name) - length + 1)
    ) and length < len(name)


def _folder(path: str) -> str:
    return path[: path.rfind("/") + 1]


def _closeness(texts: Texts, note: int, target: int) -> list[float]:
    """The cosine of each passage of a note with the nearest of another."""
    bounds, vectors = texts.vectors.bounds, texts.vectors.vectors
    ours = vectors[bounds[note] : bounds[note + 1]]
    theirs = vectors[bounds[target] : bounds[target + 1]]
    if not len(ours) or not len(theirs):
        return []
    nearest: list[float] = (ours @ theirs.T).max(axis=1).tolist()
    return nearest
