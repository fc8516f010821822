"""What a run says on stderr while it works: sentences, and a progress bar on a terminal."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING, Self

from kblink.cli.output import is_colored

if TYPE_CHECKING:
    from types import TracebackType

    from kblink.cli.bar import Bar
    from kblink.cli.options import Common
    from kblink.model import Progress

_PATIENCE = 0.3  # seconds of work before a bar is worth showing
_SLOW_STAGE = "embedding"  # worth one at once: it begins with the loading of a model


class Messages:
    """Says each sentence once; shows a bar only on a terminal and only for work that takes a while.

    A context manager: leaving it removes the bar.
    """

    def __init__(self, common: Common) -> None:
        self._quiet = common.quiet
        self._color = is_colored(common)
        self._said: set[str] = set()
        self._bar: Bar | None = None
        self._started: float | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def notify(self, sentence: str) -> None:
        """Print `sentence` as a line of its own, unless it was printed before."""
        from kblink.report.clean import one_line

        if self._quiet or sentence in self._said:
            return
        self._said.add(sentence)
        line = f"kblink: {one_line(sentence)}"
        if self._bar is None:
            sys.stderr.write(f"{line}\n")
        else:
            self._bar.say(line)

    def progress(self, step: Progress) -> None:
        """Move the bar of `step.stage`, which is shown from a little after the first step on."""
        if self._quiet or not sys.stderr.isatty():
            return
        if self._started is None:
            self._started = monotonic()
        if self._bar is None:
            patient = step.stage != _SLOW_STAGE and monotonic() - self._started < _PATIENCE
            if patient or step.done >= step.total:
                return
            self._open()
        if self._bar is not None and not self._bar.move(step):
            self.close()

    def _open(self) -> None:
        from kblink.cli.bar import Bar

        self._bar = Bar(sys.stderr, color=self._color)

    def close(self) -> None:
        """Remove the bar: what follows is written without one, until the next step."""
        if self._bar is not None:
            self._bar.close()
        self._bar = None
