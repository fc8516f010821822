"""Texts of equal length together, so that nothing is padded and no vector depends on its mates."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def equal_lengths(lengths: Sequence[int], most_tokens: int) -> list[list[int]]:
    """Return groups of positions whose `lengths` (in tokens) are equal, longest first.

    A group holds `most_tokens` at the most, or one text. Small groups keep activations in the
    cache of a core; the longest first, so that cores end together.
    """
    order = sorted(range(len(lengths)), key=lambda position: -lengths[position])
    groups: list[list[int]] = []
    for position in order:
        length = lengths[position]
        fits = groups and lengths[groups[-1][0]] == length
        if fits and (len(groups[-1]) + 1) * length <= most_tokens:
            groups[-1].append(position)
        else:
            groups.append([position])
    return groups
