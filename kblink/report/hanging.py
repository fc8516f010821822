"""Lines that hang to the right of a prefix, without blanks at their ends.

rich's tables and paddings fill each line up to the console's width; in a file or on the clipboard
those blanks are litter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

_NARROWEST = 20


@dataclass(frozen=True)
class Hanging:
    """`body` to the right of `prefix`, which stands on the first line only."""

    prefix: Text
    body: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the segments of each line, wrapped to what the prefix leaves of the width."""
        prefix = Text().append_text(self.prefix)  # as spans: render() forgets a text's own style
        indent = prefix.cell_len
        width = max(options.max_width - indent, _NARROWEST)
        lines = console.render_lines(self.body, options.update(width=width), pad=False)
        for number, line in enumerate(lines):
            if number == 0:
                yield from prefix.render(console)
            elif line:
                yield Segment(" " * indent)
            yield from _without_last_blanks(line)
            yield Segment.line()


def _without_last_blanks(line: list[Segment]) -> list[Segment]:
    """Return `line` without the blank that wrapping leaves at its end."""
    if not line or not line[-1].text.endswith(" "):
        return line
    text, style, control = line[-1]
    return [*line[:-1], Segment(text.rstrip(" "), style, control)]


def indented(body: RenderableType, width: int) -> Hanging:
    """Return `body` with each line moved `width` columns to the right."""
    return Hanging(Text(" " * width), body)
