"""One queue of work for every core, by threads whose work is done outside of Python."""

from __future__ import annotations

import threading
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")


def share_out(work: Callable[[Iterator[T]], None], items: Sequence[T], threads: int) -> None:
    """Call `work` on each thread with an iterator; together they yield every item once, in order.

    The first error that a call raises ends the others at their next item, and is raised here; so
    does an interrupt.
    """
    if threads < 2 or len(items) < 2:
        work(iter(items))
        return
    from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait

    queue = _Queue(items)
    with ThreadPoolExecutor(min(threads, len(items))) as pool:
        calls = [pool.submit(work, queue.each()) for _ in range(min(threads, len(items)))]
        try:
            wait(calls, return_when=FIRST_EXCEPTION)
        finally:
            queue.close()
        for call in calls:
            call.result()


class _Queue(Generic[T]):
    def __init__(self, items: Sequence[T]) -> None:
        self._rest = iter(items)
        self._lock = threading.Lock()
        self._closed = False

    def each(self) -> Iterator[T]:
        while True:
            with self._lock:
                some = list(islice(self._rest, 1))
            if not some or self._closed:
                return
            yield from some

    def close(self) -> None:
        self._closed = True
