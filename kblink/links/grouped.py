"""Names by their keys, most of which only one name has."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def grouped(items: Sequence[str], keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the items of each key, sorted; `keys` has one for each item."""
    found: dict[str, tuple[str, ...]] = dict(zip(keys, zip(items, strict=True), strict=True))
    if len(found) < len(items):  # only what stands under a key several times is looked at singly
        several: dict[str, list[str]] = {
            key: [] for key, number in Counter(keys).items() if number > 1
        }
        for item, key in zip(items, keys, strict=True):
            if key in several:
                several[key].append(item)
        found.update((key, tuple(sorted(group))) for key, group in several.items())
    return found
