"""The console that results are rendered to, with the same manners everywhere."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, NoReturn, Protocol, runtime_checkable

from rich.console import Console
from rich.segment import Segment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

_PLAIN_WIDTH = 100
_GREATEST_WIDTH = 120


@runtime_checkable
class HasLines(Protocol):
    """What tells its lines one by one."""

    def lines(self, width: int) -> Iterator[Segment | RenderableType]:
        """Yield segments where a line fits, and what is still to be wrapped where it does not."""


class ReportConsole(Console):
    """A rich console that leaves a closed pipe to its caller instead of exiting with 1."""

    def on_broken_pipe(self) -> NoReturn:
        """Raise BrokenPipeError, which rich has just caught."""
        raise BrokenPipeError

    def write(self, part: RenderableType) -> None:
        """Print a part of a report.

        Of what has `lines` those that are segments already are written as they are, in a third of
        the time: reports have tens of thousands of them.
        """
        if not isinstance(part, HasLines) or self.legacy_windows:
            self.print(part)
            return
        written: list[str] = []
        for line in part.lines(self.width):
            if isinstance(line, Segment):
                style = line.style
                whole = style.render(line.text, color_system=self._color_system) if style else ""
                written.append(whole or line.text)
            else:
                with self.capture() as captured:
                    self.print(line)
                written.append(captured.get())
        self.file.write("".join(written))


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
