"""Numbers as areas: a rectangle cut into one for each number, as square as they can be.

Squarified treemaps: Bruls, Huizing and van Wijk, Data Visualization 2000.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Box(NamedTuple):
    """A rectangle; `left` and `top` are those of its corner."""

    left: float
    top: float
    width: float
    height: float

    def inset(self, top: float, side: float) -> Box:
        """Return what is left within a margin of `side`, and `top` above; nothing is below 0."""
        width, height = self.width - 2 * side, self.height - top - side
        return Box(self.left + side, self.top + top, max(width, 0.0), max(height, 0.0))


def treemap(numbers: Sequence[float], box: Box) -> list[Box]:
    """Return a part of `box` for each of `numbers`, in their order and proportion.

    The numbers are above 0 and descend.
    """
    total = sum(numbers)
    if not total or box.width <= 0 or box.height <= 0:
        return [Box(box.left, box.top, 0.0, 0.0) for _ in numbers]
    scale = box.width * box.height / total
    areas = [number * scale for number in numbers]
    boxes: list[Box] = []
    first = 0
    while first < len(areas):
        last = _row_end(areas, first, min(box.width, box.height))
        row = areas[first:last]
        thickness = sum(row) / max(min(box.width, box.height), 1e-9)
        boxes.extend(_row(row, box, thickness))
        box = _rest(box, thickness)
        first = last
    return boxes


def _row_end(areas: Sequence[float], first: int, side: float) -> int:
    """The end of the row that begins at `first`: one more area would make its boxes longer."""
    total, last, worst = 0.0, first, float("inf")
    while last < len(areas):
        total += areas[last]
        stretch = max(
            side**2 * areas[first] / total**2,
            total**2 / (side**2 * areas[last]) if side else float("inf"),
        )
        if last > first and stretch > worst:
            break
        worst = stretch
        last += 1
    return last


def _row(areas: Sequence[float], box: Box, thickness: float) -> Iterator[Box]:
    """Boxes along the shorter side of `box`."""
    at = 0.0
    for area in areas:
        length = area / thickness if thickness else 0.0
        if box.width >= box.height:
            yield Box(box.left, box.top + at, thickness, length)
        else:
            yield Box(box.left + at, box.top, length, thickness)
        at += length


def _rest(box: Box, thickness: float) -> Box:
    if box.width >= box.height:
        return Box(box.left + thickness, box.top, max(box.width - thickness, 0.0), box.height)
    return Box(box.left, box.top + thickness, box.width, max(box.height - thickness, 0.0))
