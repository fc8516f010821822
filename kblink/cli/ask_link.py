"""Ask on the terminal what is to become of one broken link."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kblink.repair.choices import Choice

if TYPE_CHECKING:
    from collections.abc import Callable

    from kblink.repair.choices import Question

_LETTERS = {"s": "skip", "": "skip", "c": "create", "r": "remove", "q": "stop"}


class LinkPrompt:
    """Questions on stderr, answers from stdin; the end of stdin stops asking."""

    def __init__(self, quiet_bar: Callable[[], None]) -> None:
        self._quiet_bar = quiet_bar

    def choose(self, question: Question) -> Choice:
        """Show a question until it is answered."""
        from kblink.report.question_text import QUESTION, question_lines

        self._quiet_bar()
        for line in question_lines(question):
            sys.stderr.write(f"{line}\n")
        while True:
            sys.stderr.write(QUESTION)
            sys.stderr.flush()
            answer = sys.stdin.readline()
            if not answer:
                return Choice("stop")
            choice = _read(answer.strip(), question)
            if choice is not None:
                return choice


def _read(answer: str, question: Question) -> Choice | None:
    """The choice that an answer means; None: it means none."""
    if answer in ("a", "y"):
        answer = "1"
    if answer.isdecimal():
        number = int(answer)
        if 1 <= number <= len(question.candidates):
            return Choice("take", question.candidates[number - 1])
        return None
    if answer.startswith("="):
        return Choice("note", note=answer[1:].strip())
    match _LETTERS.get(answer):
        case "skip":
            return Choice("skip")
        case "create":
            return Choice("create")
        case "remove":
            return Choice("remove")
        case "stop":
            return Choice("stop")
    return None
