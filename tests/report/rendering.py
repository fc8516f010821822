"""Rendering to text: off a terminal, and on a pretended one."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from kblink.report.console import open_console

if TYPE_CHECKING:
    from rich.console import RenderableType


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def plain(*parts: RenderableType, width: int | None = None) -> str:
    stream = io.StringIO()
    console = open_console(stream, width=width)
    for part in parts:
        console.write(part)
    return stream.getvalue()


def on_terminal(*parts: RenderableType, color: bool = True) -> str:
    stream = Terminal()
    console = open_console(stream, color=color, width=100)
    for part in parts:
        console.write(part)
    return stream.getvalue()
