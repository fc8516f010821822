"""How a note's author silences findings: `<!-- kblink-ignore-next-line CODE -->`, in `%% … %%` too,
and front matter `kblink-ignore: [CODE]` or `true`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kblink.model import Suppression

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kblink.markdown.positions import Source
    from kblink.model import Span

_NEXT_LINE = re.compile(r"kblink-ignore-next-line(?![\w-])([a-z\s,-]*)")
_CODE = re.compile(r"[a-z][a-z-]*[a-z]")


def comment_suppressions(hidden: Iterable[Span], source: Source) -> Iterator[Suppression]:
    """Yield what the comments at these spans silence: the next line that is not blank."""
    for span in hidden:
        match = _NEXT_LINE.search(source.text, span.start, span.end)
        if match:
            line = span.end_line
            while line < len(source.starts) and not source.line(line).strip():
                line += 1
            yield Suppression(line + 1, tuple(_CODE.findall(match[1])))


def property_suppressions(value: object) -> Iterator[Suppression]:
    """Yield what the property `kblink-ignore` silences in the whole note: its codes, or all."""
    if value is True:
        yield Suppression(0)
    items = value if isinstance(value, list) else [value]
    codes = tuple(code for item in items if isinstance(item, str) for code in _CODE.findall(item))
    if codes:
        yield Suppression(0, codes)
