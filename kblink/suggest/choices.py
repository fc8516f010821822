"""What is asked of a person about suggestions, and what may be answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TypeAlias

from kblink.suggest.feedback import words_of_phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.model import Suggestion

Answer: TypeAlias = Literal["yes", "no", "never", "skip", "stop"]
"""`yes`: write the link; `no`: not in this note; `never`: this phrase is never to lead there;
`skip`: leave it, and suggest it again; `stop`: ask no more."""


class AtOnce(NamedTuple):
    """What is done of the surest suggestions: those of at least `confidence` are taken, none where
    that is None; `stop` tells that nothing more is to be asked."""

    confidence: float | None
    stop: bool = False


class Chooser(Protocol):
    """Who answers."""

    def take_at_once(self, sure: Sequence[Suggestion], confidence: float) -> AtOnce:
        """Whether all of `sure`, those of at least a confidence, are taken; another confidence than
        the one given asks again, about those that are taken then."""

    def answer(self, suggestion: Suggestion, number: int, of: int) -> Answer:
        """What is to be done about one suggestion, the `number`th (from 1) of so many."""


@dataclass(slots=True)
class Decided:
    """What was answered so far."""

    taken: list[Suggestion] = field(default_factory=list)
    rejected: list[Suggestion] = field(default_factory=list)
    never: list[Suggestion] = field(default_factory=list)


def decide(
    suggestions: Sequence[Suggestion], chooser: Chooser, sure: float, decided: Decided
) -> None:
    """Ask about suggestions: first about all that are at least `sure`, then about each of the rest;
    the answers are put into `decided` one by one, so that they are kept whatever ends the asking.
    """
    at_once = _at_once(suggestions, chooser, sure)
    least = inf if at_once.confidence is None else at_once.confidence
    decided.taken.extend(one for one in suggestions if one.link.confidence >= least)
    if at_once.stop:
        return
    rest = [one for one in suggestions if one.link.confidence < least]
    for number, suggestion in enumerate(rest, start=1):
        if any(_is_same_link(suggestion, other) for other in decided.never):
            continue
        match chooser.answer(suggestion, number, len(rest)):
            case "yes":
                decided.taken.append(suggestion)
            case "no":
                decided.rejected.append(suggestion)
            case "never":
                decided.never.append(suggestion)
            case "skip":
                pass
            case "stop":
                return


def _at_once(suggestions: Sequence[Suggestion], chooser: Chooser, sure: float) -> AtOnce:
    """The answer to the question about the surest, once it is about all that it takes."""
    asked = sure
    while True:
        found = [one for one in suggestions if one.link.confidence >= asked]
        if not found and asked == sure:
            return AtOnce(None)
        answer = chooser.take_at_once(found, asked)
        if answer.confidence is None or answer.stop or answer.confidence == asked:
            return answer
        asked = answer.confidence


def _is_same_link(one: Suggestion, other: Suggestion) -> bool:
    """Whether both lead from the same phrase to the same note, be it in different notes."""
    return one.link.target == other.link.target and words_of_phrase(
        one.link.anchor
    ) == words_of_phrase(other.link.anchor)
