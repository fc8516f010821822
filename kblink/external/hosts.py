"""Machines are asked for a few addresses at once, and left alone for as long as they ask."""

from __future__ import annotations

import time
from collections import defaultdict
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Hosts:
    """Whose turn it is; several threads may ask at once. `clock` gives seconds."""

    def __init__(self, per_host: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._turns: defaultdict[str, BoundedSemaphore] = defaultdict(
            lambda: BoundedSemaphore(per_host)
        )
        self._until: dict[str, float] = {}
        self._lock = Lock()
        self._clock = clock

    @contextmanager
    def turn(self, host: str, sleep: Callable[[float], None]) -> Iterator[None]:
        """Wait until `host` may be asked, and hold the turn meanwhile."""
        with self._lock:
            turns = self._turns[host]
        with turns:
            if (rest := self._until.get(host, 0.0) - self._clock()) > 0:
                sleep(rest)
            yield

    def leave_alone(self, host: str, seconds: float) -> None:
        """Let nobody ask `host` for that long."""
        with self._lock:
            until = self._clock() + seconds
            self._until[host] = max(self._until.get(host, 0.0), until)
