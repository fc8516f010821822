from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from kblink.encode.all_cores import share_out

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.mark.parametrize("threads", [1, 2, 7])
def test_every_item_is_worked_on_once(threads: int) -> None:
    done: list[int] = []
    share_out(done.extend, range(100), threads)
    assert sorted(done) == [*range(100)]


def test_several_threads_take_part() -> None:
    both = threading.Barrier(2, timeout=60)

    def work(items: Iterator[int]) -> None:
        for _ in items:
            both.wait()  # passed by two at once only

    share_out(work, range(4), 2)


@pytest.mark.parametrize("threads", [1, 3])
def test_an_error_ends_the_work_and_is_raised(threads: int) -> None:
    done: list[int] = []

    def work(items: Iterator[int]) -> None:
        for item in items:
            if item == 5:
                raise ValueError("five")
            done.append(item)

    with pytest.raises(ValueError, match="five"):
        share_out(work, range(1_000_000), threads)
    assert len(done) < 1_000_000
