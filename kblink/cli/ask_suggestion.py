"""Ask on the terminal which suggested links are wanted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kblink.suggest.choices import AtOnce

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kblink.model import Suggestion
    from kblink.suggest.choices import Answer

_ANSWERS: dict[str, Answer] = {
    "y": "yes", "n": "no", "v": "never", "s": "skip", "": "skip", "q": "stop",
}  # fmt: skip


class SuggestionPrompt:
    """Questions on stderr, answers from stdin; the end of stdin stops asking.

    `line_of` gives a line of a note by path and number.
    """

    def __init__(
        self, quiet_bar: Callable[[], None], line_of: Callable[[str, int], str | None]
    ) -> None:
        self._quiet_bar = quiet_bar
        self._line_of = line_of

    def take_at_once(self, sure: Sequence[Suggestion], confidence: float) -> AtOnce:
        """Show what may be taken at once until that is answered."""
        from kblink.report.suggest_text import AT_ONCE, at_once_lines

        self._show(at_once_lines(sure, confidence))
        while (answer := _asked(AT_ONCE)) is not None:
            match answer:
                case "y":
                    return AtOnce(confidence)
                case "n" | "":
                    return AtOnce(None)
                case "q":
                    return AtOnce(None, stop=True)
            other = _confidence(answer)
            if other is not None:
                return AtOnce(other)
        return AtOnce(None, stop=True)

    def answer(self, suggestion: Suggestion, number: int, of: int) -> Answer:
        """Show one suggestion until it is answered."""
        from kblink.report.suggest_text import ONE, question_lines

        line = self._line_of(suggestion.link.path, suggestion.link.span.line)
        self._show(question_lines(suggestion, number, of, line))
        while (words := _asked(ONE)) is not None:
            if words in _ANSWERS:
                return _ANSWERS[words]
        return "stop"

    def _show(self, lines: Iterable[str]) -> None:
        self._quiet_bar()
        for line in lines:
            sys.stderr.write(f"{line}\n")


def _asked(question: str) -> str | None:
    """What is answered; None where nobody answers any more."""
    sys.stderr.write(question)
    sys.stderr.flush()
    return line.strip().lower() if (line := sys.stdin.readline()) else None


def _confidence(words: str) -> float | None:
    try:
        number = float(words.replace(",", "."))
    except ValueError:
        return None
    return number if 0.0 <= number <= 1.0 else None
