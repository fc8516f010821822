"""One piece of work shared out over the cores of the machine."""

from __future__ import annotations

import multiprocessing
import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection

Item = TypeVar("Item")
Result = TypeVar("Result")


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def shared_out(
    work: Callable[[Sequence[Item]], Result], shares: Sequence[Sequence[Item]]
) -> list[Result]:
    """Return `work(share)` for each share, in order; each but the first in a process of its own.

    A process that dies is made up for here. Processes are forked, so that they have all that this
    one knows without its being sent; where the system cannot fork, or where threads run that may
    hold a lock just then, all is done here.
    """
    if len(shares) < 2 or not can_fork():
        return [work(share) for share in shares]
    helpers = [_Helper(work, share) for share in shares[1:]]
    try:
        return [work(shares[0]), *(helper.result() for helper in helpers)]
    finally:
        for helper in helpers:
            helper.end()


def can_fork() -> bool:
    """Whether a process can be forked here without danger."""
    return "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1


class _Helper(Generic[Item, Result]):
    """A forked process that works on one share and sends its result through a pipe."""

    def __init__(self, work: Callable[[Sequence[Item]], Result], share: Sequence[Item]) -> None:
        self._work = work
        self._share = share
        context = multiprocessing.get_context("fork")
        self._pipe, theirs = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_send_result, args=(work, share, theirs), daemon=True
        )
        self._process.start()
        theirs.close()

    def result(self) -> Result:
        try:
            done: Result = self._pipe.recv()
        except EOFError:  # it died, or the work raised: here it raises as it should
            return self._work(self._share)
        return done

    def end(self) -> None:
        self._pipe.close()
        self._process.terminate()
        self._process.join()


def _send_result(
    work: Callable[[Sequence[Item]], Result], share: Sequence[Item], pipe: Connection
) -> None:
    with suppress(BaseException):  # whatever it is, the parent does the work again and sees it
        pipe.send(work(share))
    pipe.close()
    os._exit(0)  # no cleaning up of what the parent owns
