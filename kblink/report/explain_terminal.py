"""Words on findings for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from kblink.report.hanging import Hanging, indented
from kblink.report.severities import STYLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kblink.report.code_words import CodeWords

_ARROW = " → "


def code_explanation(words: CodeWords) -> RenderableType:
    """Return a headline, the explanation in paragraphs, and the example."""
    head = Text.assemble((words.code, "bold"), "  ", (words.severity, STYLES[words.severity]))
    head.append(f"  {words.title}")
    parts: list[RenderableType] = [head]
    for paragraph in words.explanation.split("\n\n"):
        parts += [Text(), indented(Text(paragraph), 2)]
    if words.example:
        parts += [Text(), *(indented(line, 4) for line in _example_lines(words.example))]
    return Group(*parts)


def _example_lines(example: str) -> Iterator[Text]:
    for line in example.splitlines():
        bad, arrow, good = line.partition(_ARROW)
        yield Text.assemble((bad, "red" if arrow else ""), (arrow, "dim"), (good, "green"))


def code_list(codes: Sequence[CodeWords]) -> RenderableType:
    """Return a line for each code: its severity and title."""
    width = max(len(words.code) for words in codes)
    levels = max(len(words.severity) for words in codes)
    lines = []
    for words in codes:
        prefix = Text(f"{words.code:<{width}}  ", style="bold")
        prefix.append(f"{words.severity:<{levels}}  ", style=f"not bold {STYLES[words.severity]}")
        lines.append(Hanging(prefix, Text(words.title)))
    return Group(*lines)
