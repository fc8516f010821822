"""What is asked of a person about one broken link, and what may be answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from kblink.model import Candidate

ChoiceKind: TypeAlias = Literal["take", "note", "create", "remove", "skip", "stop"]


@dataclass(frozen=True, slots=True)
class Question:
    """A broken link with its sentence, and the places that it may mean, best first.

    `problem` says why the former answer to the same question could not be followed.
    """

    path: str
    line: int
    column: int
    link: str
    sentence: str
    candidates: tuple[Candidate, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer: `take` a candidate, lead to another `note` (by name or path), `create` the note
    that the link names, `remove` the link but keep its text, `skip` it, or `stop` asking."""

    kind: ChoiceKind
    candidate: Candidate | None = None
    note: str = ""


Choose: TypeAlias = "Callable[[Question], Choice]"
