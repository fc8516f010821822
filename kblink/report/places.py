"""Places in a vault as styled text: paths with lines, titles with headings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text

from kblink.report.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

_TITLE_LIMIT = 200


def place(path: str, *numbers: int, root: str | None = None, style: str = "") -> Text:
    """Return `path:line:column` (as many `numbers` as there are).

    Where `root`, the vault's absolute path, is given, it is a hyperlink to the file.
    """
    words = ":".join([one_line(path), *map(str, numbers)])
    text = Text(words, style=style, overflow="fold")
    if root is not None and Path(root).is_absolute():
        # as_uri() percent-encodes everything that could end the escape sequence
        text.stylize(Style(link=(Path(root) / path).as_uri()))
    return text


def heading_trail(title: str, heading_path: Sequence[str]) -> Text:
    """Return `title › heading › heading`; a first heading that repeats the title is left out."""
    rest = heading_path[1:] if heading_path[:1] == (title,) else heading_path
    trail = Text(one_line(title, _TITLE_LIMIT), style="bold")
    for heading in rest:
        trail.append(" › ", style="dim not bold")
        trail.append(one_line(heading, _TITLE_LIMIT), style="not bold")
    return trail
