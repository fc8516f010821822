"""One function over many names, called once: most of the time of a short call is the calling."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def at_once(fold: Callable[[str], str], names: Sequence[str]) -> list[str]:
    """Return `fold(name).strip()` of each name: a fifth of the time where they are folded together.

    `fold` leaves NUL as it is, and what stands on one side of it says nothing of the other.
    """
    joined = "\0".join(names)
    if not names or joined.count("\0") >= len(names):  # a name holds one itself
        return [fold(name).strip() for name in names]
    return [folded.strip() for folded in fold(joined).split("\0")]
