"""What a power loss leaves of a folder, at every moment of a piece of work done in it.

The state of the folder is kept after each call that changes it. A file's data is durable as it was
at its last fsync, names up to the last change in a folder that was fsynced since; of what came
later names survive up to any point, and data do, do not, or by half. Unlike `recorded_writes.py`
this needs no strace and knows folders in folders, but sees only what Python calls.
"""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from random import Random

_CHANGING = ("rename", "replace", "link", "unlink", "mkdir", "rmdir", "fsync", "fchmod", "utime")


@dataclass(frozen=True, slots=True)
class Moment:
    """A folder after one call: the number and mode of each file and folder by path, the bytes of
    files by number, and the number of what the call made durable."""

    names: dict[str, tuple[int, int]]
    data: dict[int, bytes]
    flushed: int | None = None


@dataclass(slots=True)
class _Recorder:
    root: Path
    moments: list[Moment] = field(default_factory=list)
    held: dict[int, int] = field(default_factory=dict)

    def look(self, flushed: int | None = None) -> None:
        """Keep the state. What was seen once is kept open: its number is not given again."""
        names, data = {}, {}
        for path in sorted(self.root.rglob("*")):
            status = path.lstat()
            if status.st_ino not in self.held:
                self.held[status.st_ino] = os.open(path, os.O_RDONLY)
            names[path.relative_to(self.root).as_posix()] = (status.st_ino, status.st_mode)
            if stat.S_ISREG(status.st_mode):
                data[status.st_ino] = path.read_bytes()
        self.moments.append(Moment(names, data, flushed))

    def wrap(self, name: str) -> Callable[..., Any]:
        """A call of `os` after which the folder is looked at."""
        call: Callable[..., Any] = getattr(os, name)

        def wrapper(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - any call
            result = call(*arguments, **options)
            self.look(os.fstat(arguments[0]).st_ino if name == "fsync" else None)
            return result

        return wrapper


@contextmanager
def recording(root: Path) -> Iterator[list[Moment]]:
    """Record what is done in a folder; what is there at first is durable."""
    recorder = _Recorder(root)
    recorder.look()
    kept = {name: getattr(os, name) for name in _CHANGING}
    try:
        for name in _CHANGING:
            setattr(os, name, recorder.wrap(name))
        yield recorder.moments
    finally:
        for name, call in kept.items():
            setattr(os, name, call)
        for file in recorder.held.values():
            os.close(file)


def after_power_loss(moments: list[Moment], last: int, folder: Path, chance: Random) -> None:
    """Write into `folder`, which is empty, what may be there after the power went behind the moment
    `last`."""
    durable_data = dict(moments[0].data)
    durable_names = 0
    for number, moment in enumerate(moments[: last + 1]):
        if moment.flushed in moment.data:
            durable_data[moment.flushed] = moment.data[moment.flushed]
        elif moment.flushed is not None:
            durable_names = number
    chosen = chance.choice((durable_names, last, chance.randint(durable_names, last)))
    known: dict[int, bytes] = {}
    for moment in moments[: last + 1]:
        known.update(moment.data)
    for path, (number, mode) in moments[chosen].names.items():
        target = folder / path
        if stat.S_ISDIR(mode):
            target.mkdir()
        else:
            target.write_bytes(_survived(durable_data.get(number, b""), known[number], chance))
            target.chmod(stat.S_IMODE(mode))


def _survived(durable: bytes, current: bytes, chance: Random) -> bytes:
    fate = chance.choice(("lost", "kept", "torn", "zeros"))
    if durable == current or fate == "kept":
        return current
    if fate == "lost":
        return durable
    return current[: len(current) // 2] if fate == "torn" else bytes(len(current))
