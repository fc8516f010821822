"""The console that results are rendered to, with the same manners everywhere."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, NoReturn

from rich.console import Console

from kblink.report.styled_lines import FittingLine

if TYPE_CHECKING:
    from rich.console import RenderableType

_PLAIN_WIDTH = 100
_GREATEST_WIDTH = 120
_HEIGHT = 25  # of no matter here; where it is not set, the terminal is asked for it at each line


class ReportConsole(Console):
    """A rich console that leaves a closed pipe to its caller instead of exiting with 1."""

    def on_broken_pipe(self) -> NoReturn:
        """Raise BrokenPipeError, which rich has just caught."""
        raise BrokenPipeError

    def write(self, part: RenderableType) -> None:
        """Print a part of a report.

        Of what has `lines` those that fit are written as they are, in a fraction of the time:
        reports have tens of thousands of them.
        """
        lines = getattr(part, "lines", None)  # a protocol at run time takes ten times as long
        if lines is None or self.legacy_windows:
            self.print(part)
            return
        written: list[str] = []
        colors = self._color_system
        for line in lines(self.width):
            if isinstance(line, FittingLine):
                written.append(line.rendered(colors))
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
    console.height = _HEIGHT
    return console
