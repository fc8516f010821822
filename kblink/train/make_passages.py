"""Passages: consecutive rows of a source, joined on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np

    from kblink.train.recipe import Passages


def cut_passages(
    lengths: Sequence[int], settings: Passages, chance: np.random.Generator
) -> Iterator[range]:
    """Cut a block into runs of consecutive rows with as many tokens as passages have.

    `lengths` are the tokens of each row's longer side. The length aimed at is drawn anew for each
    passage, all orders of magnitude alike; what is left at the end and too short is left out.
    """
    import numpy as np

    start = 0
    while start < len(lengths):
        aim = np.exp(chance.uniform(np.log(settings.shortest), np.log(settings.longest)))
        end, tokens = start, 0
        while (
            end < len(lengths)
            and tokens < aim
            and (end == start or tokens + lengths[end] <= settings.longest)
        ):
            tokens += lengths[end]
            end += 1
        if tokens >= settings.shortest and end > start + 1:
            yield range(start, end)
        start = end
