"""Results on stdout: JSON documents, or renderables for a terminal or a file."""

from __future__ import annotations

import os
import sys
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.console import RenderableType

    from kblink.cli.options import Common


def write_json(document: Mapping[str, Any], *, compact: bool = False) -> None:
    """Write `document` to stdout, over several lines or, where `compact`, on one."""
    from kblink.report.json_documents import dumps

    sys.stdout.write(f"{dumps(document, compact=compact)}\n")


def write_line(line: str) -> None:
    """Write a line to stdout as it is."""
    sys.stdout.write(f"{line}\n")


def write_rendered(parts: Iterable[RenderableType], common: Common) -> None:
    """Render `parts` to stdout as the terminal and the options allow."""
    render_to(sys.stdout, parts, color=is_colored(common))


def is_colored(common: Common) -> bool:
    """Return whether colour is allowed: neither `--no-color` nor a `NO_COLOR` that is not empty."""
    return not common.no_color and not os.environ.get("NO_COLOR")


def render_to(stream: IO[str], parts: Iterable[RenderableType], *, color: bool) -> None:
    """Render `parts` to `stream`, `COLUMNS` wide where that is set."""
    from kblink.report.console import open_console

    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() and int(columns) > 0 else None
    console = open_console(stream, color=color, width=width)
    for part in parts:
        console.write(part)


def hyperlink_root(root: object) -> str | None:
    """Return the vault's root where stdout is a terminal, which may know hyperlinks; else None."""
    return str(root) if sys.stdout.isatty() else None
