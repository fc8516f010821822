"""A question about a broken link, as plain lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kblink.report.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kblink.model import Candidate

QUESTION = "a/1-9 accept, = NOTE another, c create the note, r remove the link, s skip, q stop: "
_LIMIT = 300


class Asked(Protocol):
    """What is asked about one link."""

    @property
    def path(self) -> str:
        """The note that it stands in."""

    @property
    def line(self) -> int:
        """From 1."""

    @property
    def column(self) -> int:
        """From 1."""

    @property
    def link(self) -> str:
        """As it is written."""

    @property
    def sentence(self) -> str:
        """Around the link."""

    @property
    def candidates(self) -> Sequence[Candidate]:
        """Best first."""

    @property
    def problem(self) -> str:
        """Why the former answer could not be followed."""


def question_lines(question: Asked) -> Iterator[str]:
    """Lines on the place, the sentence and the candidates."""
    if question.problem:
        yield one_line(question.problem, _LIMIT)
        return
    yield ""
    place = f"{question.path}:{question.line}:{question.column}"
    yield f"{one_line(place)}: {one_line(question.link, _LIMIT)}"
    yield f"    {one_line(question.sentence)}"
    for number, item in enumerate(question.candidates, start=1):
        replacement = one_line(item.replacement, _LIMIT)
        yield f"  {number}  {replacement}  ({one_line(item.reason)}, {item.confidence:.2f})"
