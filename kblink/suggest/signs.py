"""What speaks for linking a phrase to a note: a row of numbers for each candidate."""

from __future__ import annotations

from collections.abc import Callable
from math import log, log1p
from typing import TYPE_CHECKING, TypeAlias

from kblink.related.common_neighbours import adamic_adar
from kblink.suggest.evidence import Candidate, name_phrase

if TYPE_CHECKING:
    from kblink.suggest.evidence import Evidence

Signs: TypeAlias = Callable[[Candidate], "list[float]"]
"""The signs of a candidate in one note."""
SignsOf: TypeAlias = Callable[["Evidence", int], Signs]

NAME_SIGNS = (
    "name",
    "alone",
    "file name",
    "as written",
    "words",
    "letters",
    "rarity",
    "capital",
)
ALL_SIGNS = (
    *NAME_SIGNS,
    "leads",
    "commonness",
    "link probability",
    "linked",
    "dense",
    "terms",
    "graph",
    "backlink",
    "linked already",
    "links",
)


def name_signs(evidence: Evidence, note: int) -> Signs:
    """How a phrase is written, and how well it names its note: `NAME_SIGNS`."""
    known = evidence.known
    notes = len(known.texts)

    def signs(candidate: Candidate) -> list[float]:
        phrase, target = candidate.phrase, candidate.target
        text = known.sentences[note][candidate.sentence].text[candidate.start : candidate.end]
        names = known.texts.names[target]
        bearers = evidence.bearers.get(phrase, frozenset[int]())
        holders = evidence.holders[phrase] - (phrase in evidence.own_said[note])
        return [
            float(target in bearers),
            1 / len(bearers) if target in bearers else 0.0,
            float(phrase == name_phrase(names[0])),
            float(text in names),
            float(len(phrase)),
            log1p(len(text)),
            log((notes + 1) / (holders + 1)),
            float(text[:1].isupper()),
        ]

    return signs


def all_signs(evidence: Evidence, note: int) -> Signs:
    """What names tell, what other notes link with, and how close both notes are: `ALL_SIGNS`."""
    import numpy as np

    known = evidence.known
    names = name_signs(evidence, note)
    close = known.texts.vectors.closeness(note)
    terms = evidence.terms.scores(note)
    terms = np.where(terms > 0, terms, 0.0) / max(float(terms.max()), 1.0)
    # What only the note's own sentences tell is to be found: it is not known while learning either.
    backlinks = {other for other in known.linked[note] if note in known.outgoing[other]}
    own = known.by_sentences[note] - backlinks
    linked = [*known.linked]
    linked[note] = linked[note] - own
    shared = adamic_adar(linked, note)

    def signs(candidate: Candidate) -> list[float]:
        phrase, target = candidate.phrase, candidate.target
        often = evidence.leads(phrase, target, note)
        every = sum(evidence.leads(phrase, each, note) for each in evidence.leading.get(phrase, ()))
        said = evidence.said[phrase] - evidence.own_said[note][phrase]
        return [
            *names(candidate),
            log1p(often),
            often / every if every else 0.0,
            every / max(said, every) if every else 0.0,
            float(every > 0),
            max(float(close[target]), 0.0),
            float(terms[target]),
            max(float(shared[target]), 0.0),
            float(target in backlinks),
            float(target in linked[note]),
            log1p(len(known.linked[target]) - (target in own)),
        ]

    return signs
