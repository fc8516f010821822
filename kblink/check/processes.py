"""One piece of work shared out over the cores of the machine."""

from __future__ import annotations

import gc
import os
import signal
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Generic, NoReturn, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Item = TypeVar("Item")
Result = TypeVar("Result")
_WHOLE = b"whole"  # what ends a result that was sent to its end


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the garbage collector: a check makes millions of objects and no circles of them, and
    looking for circles took a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


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
    return hasattr(os, "fork") and threading.active_count() == 1


class _Helper(Generic[Item, Result]):
    """A forked process that works on one share and sends its result through a pipe.

    `multiprocessing` does the same, and importing it takes as long as a small vault.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Result], share: Sequence[Item]) -> None:
        self._work = work
        self._share = share
        self._pipe, theirs = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            os.close(self._pipe)  # else its own end keeps it waiting when this process was killed
            _send_result(work, share, theirs)
        os.close(theirs)

    def result(self) -> Result:
        import pickle

        with open(self._pipe, "rb", closefd=False) as pipe:
            sent = pipe.read()
        if not sent.endswith(_WHOLE):  # it died, or the work raised: here it raises as it should
            return self._work(self._share)
        done: Result = pickle.loads(sent)  # noqa: S301 - written by this very program
        return done

    def end(self) -> None:
        os.close(self._pipe)
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGTERM)
        with suppress(ChildProcessError):
            os.waitpid(self._process, 0)


def _send_result(
    work: Callable[[Sequence[Item]], Result], share: Sequence[Item], pipe: int
) -> NoReturn:
    import pickle

    try:
        sent = pickle.dumps(work(share), pickle.HIGHEST_PROTOCOL) + _WHOLE
        with open(pipe, "wb") as file:
            file.write(sent)
    finally:
        os._exit(0)  # no cleaning up of what the parent owns; an error is met there again
