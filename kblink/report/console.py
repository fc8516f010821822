"""The console that results are rendered to, with the same manners everywhere."""

from __future__ import annotations

from typing import IO, NoReturn

from rich.console import Console

_PLAIN_WIDTH = 100
_GREATEST_WIDTH = 120


class ReportConsole(Console):
    """A rich console that leaves a closed pipe to its caller instead of exiting with 1."""

    def on_broken_pipe(self) -> NoReturn:
        """Raise BrokenPipeError, which rich has just caught."""
        raise BrokenPipeError


def open_console(stream: IO[str], *, color: bool = True, width: int | None = None) -> ReportConsole:
    """Return a console on `stream` that reads no markup in what it prints.

    Without `color` it writes no escape sequence at all: no bold and no hyperlink either. Without
    `width` (in columns) it takes the terminal's, up to 120, and 100 off a terminal.
    """
    console = ReportConsole(
        file=stream,
        color_system="auto" if color else None,
        width=width,
        highlight=False,
        markup=False,
        emoji=False,
    )
    if width is None:
        console.width = min(console.width, _GREATEST_WIDTH) if console.is_terminal else _PLAIN_WIDTH
    return console
