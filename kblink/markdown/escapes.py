"""Text that is written with escapes: where its characters stand in the file."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable


def offsets_past(escapes: Iterable[re.Match[str]], start: int) -> Callable[[int], int]:
    """A function from indices into a decoded text to offsets in the file.

    The text begins at `start`; each of the `escapes` found in the file, in order, is one character
    of it. What is `[i:j]` of it stands in the file at `[offset(i):offset(j)]`.
    """
    indices, offsets = [0], [start]
    for escape in escapes:
        indices.append(indices[-1] + escape.start() - offsets[-1] + 1)
        offsets.append(escape.end())

    def offset(index: int) -> int:
        last = bisect_right(indices, index) - 1
        return offsets[last] + index - indices[last]

    return offset
