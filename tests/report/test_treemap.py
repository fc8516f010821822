from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.report.treemap import Box, treemap

BOX = Box(10, 20, 300, 200)


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=60))
def test_the_parts_fill_the_box_in_proportion_and_do_not_overlap(numbers: list[int]) -> None:
    numbers.sort(reverse=True)
    parts = treemap(numbers, BOX)
    scale = BOX.width * BOX.height / sum(numbers)
    assert len(parts) == len(numbers)
    for number, part in zip(numbers, parts, strict=True):
        assert part.width * part.height == pytest.approx(number * scale, rel=1e-6)
        assert BOX.left - 1e-6 <= part.left
        assert part.left + part.width <= BOX.left + BOX.width + 1e-6
        assert BOX.top - 1e-6 <= part.top
        assert part.top + part.height <= BOX.top + BOX.height + 1e-6
    for place, one in enumerate(parts):
        for other in parts[place + 1 :]:
            across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
            down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
            assert across < 1e-6 or down < 1e-6


def test_equal_numbers_become_squares() -> None:
    for part in treemap([1, 1, 1, 1, 1, 1], Box(0, 0, 300, 200)):
        assert (part.width, part.height) == pytest.approx((100, 100))


def test_nothing_fits_into_a_box_without_area() -> None:
    assert treemap([2, 1], Box(5, 5, 0, 10)) == [Box(5, 5, 0, 0)] * 2
