"""Stop a piece of work at any of its calls that change files, as a kill or a crash would.

The work runs in a forked process, which leaves without any cleaning up just before its call of a
given number; what was written before is there, what comes behind is not. With `torn` a write of
data is cut in half first.
"""

from __future__ import annotations

import io
import os
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_CHANGING = ("rename", "replace", "link", "unlink", "mkdir", "rmdir", "fsync", "fchmod", "utime")
_STOPPED = 86


def is_stopped(work: Callable[[], object], number: int) -> bool:
    """Do `work` in a process that is stopped just before its changing call of this `number` (from
    0); whether it came so far. Raises ChildProcessError where the work itself fails."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # other threads are none of the child's
        child = os.fork()
    if not child:
        _run(work, number)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code not in (0, _STOPPED):
        raise ChildProcessError(f"it ended with {code}")
    return code == _STOPPED


def _run(work: Callable[[], object], number: int) -> None:
    calls = 0

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - any call
            nonlocal calls
            calls += 1
            if calls > number:
                os._exit(_STOPPED)
            return call(*arguments, **options)

        return wrapper

    class TornFile(io.BufferedWriter):
        """A file whose write is stopped half way."""

        def write(self, data: Any, /) -> int:  # noqa: ANN401 - any buffer
            nonlocal calls
            calls += 1
            if calls > number:
                super().write(memoryview(data)[: len(data) // 2])
                self.flush()
                os._exit(_STOPPED)
            return super().write(data)

    try:
        for name in _CHANGING:
            setattr(os, name, counted(getattr(os, name)))
        opened = open

        def torn_open(file: Any, mode: str = "r", *rest: Any, **options: Any) -> Any:  # noqa: ANN401
            if mode == "wb" and isinstance(file, int):
                return TornFile(io.FileIO(file, "w"))
            return opened(file, mode, *rest, **options)

        import builtins

        builtins.open = torn_open
        work()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - a child leaves, whatever is wrong
        import traceback

        traceback.print_exc()
        os._exit(1)
