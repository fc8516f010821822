"""What a program wrote into a folder, as strace saw it, and what a power loss leaves of that.

A file's data is durable from its last fsync on, a name in the folder from the folder's. Of all
later writes any may be lost, or torn at a sector; of later changes of names all from any point on.
Shared memory of SQLite (`-shm`) is no file to it: it is made anew.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

_CALLS = (
    "openat,write,pwrite64,writev,pwritev,ftruncate,truncate,lseek,fsync,fdatasync,"
    "rename,renameat,renameat2,unlink,unlinkat,fallocate,copy_file_range,sendfile"
)
_LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+)")
_UNFINISHED = re.compile(r"(\d+) +(\w+)\((.*) <unfinished \.\.\.>")
_RESUMED = re.compile(r"(\d+) +<\.\.\. \w+ resumed>(.*)")
_HEX = re.compile(r"\\x([0-9a-f]{2})")
_FILE = re.compile(r"\d+<([^>]*)>")
_TEXT = re.compile(r'"([^"]*)"')
_SECTOR = 512
_LONGEST_DATA = 1 << 24  # of one call, in bytes: strace cuts what is longer

Kind = Literal["write", "truncate", "sync", "create", "rename", "remove", "said"]


@dataclass(frozen=True, slots=True)
class Event:
    """One change: `name` in the folder (empty: the folder itself), `data` at `offset`; `said` has
    what was written to standard output."""

    kind: Kind
    name: str
    data: bytes = b""
    offset: int = 0
    other: str = ""


def strace() -> str | None:
    """The command, None where it is not installed or may not trace."""
    path = shutil.which("strace")
    if path is None:
        return None
    tried = subprocess.run((path, "-qq", "true"), capture_output=True, check=False)
    return path if tried.returncode == 0 else None


def record(command: Sequence[str], folder: Path, log: Path) -> list[Event]:
    """Run a command to its end and return what it did in `folder`, in order."""
    options = ("-f", "-qq", "-y", "-xx", "-s", str(_LONGEST_DATA), "-e", f"trace={_CALLS}")
    subprocess.run(
        (strace() or "strace", *options, "-o", str(log), *command),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return list(_events(_calls(log), folder.resolve()))


def _calls(log: Path) -> Iterator[tuple[str, str, int]]:
    """Name, arguments and result of each call that succeeded; those that were interrupted in the
    log are put together."""
    begun: dict[str, tuple[str, str]] = {}
    with log.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            if unfinished := _UNFINISHED.match(line):
                begun[unfinished[1]] = (unfinished[2], unfinished[3])
                continue
            if (resumed := _RESUMED.match(line)) and resumed[1] in begun:
                name, arguments = begun.pop(resumed[1])
                line = f"{resumed[1]} {name}({arguments}{resumed[2]}"  # noqa: PLW2901 - mended
            match = _LINE.match(line)
            if match and int(match[4]) >= 0:
                yield match[2], match[3], int(match[4])


def _events(calls: Iterator[tuple[str, str, int]], folder: Path) -> Iterator[Event]:
    positions: dict[str, int] = {}
    for call, arguments, result in calls:
        opened = _FILE.match(arguments)
        path = Path(_decoded(opened[1]).decode() if opened else "")
        if call in ("write", "writev") and arguments.startswith("1<"):
            yield Event("said", "", _data(arguments))
        elif call.startswith(("rename", "unlink", "openat")):
            names = [Path(_decoded(text).decode()) for text in _TEXT.findall(arguments)]
            if names[-1].parent == folder:
                yield from _names_changed(call, arguments, names, positions)
        elif path == folder and call == "fsync":
            yield Event("sync", "")
        elif path.parent == folder:
            yield from _change(call, arguments, result, path, positions)


def _names_changed(
    call: str, arguments: str, names: Sequence[Path], positions: dict[str, int]
) -> Iterator[Event]:
    first, last = names[0], names[-1]
    if call.startswith("rename"):
        yield Event("rename", first.name, other=last.name)
    elif call.startswith("unlink"):
        yield Event("remove", last.name)
    else:
        positions[str(last)] = 0
        if "O_CREAT" in arguments:
            yield Event("create", last.name)
        if "O_TRUNC" in arguments:
            yield Event("truncate", last.name)


def _change(
    call: str, arguments: str, result: int, path: Path, positions: dict[str, int]
) -> Iterator[Event]:
    name, where = path.name, str(path)
    if call in ("fsync", "fdatasync"):
        yield Event("sync", name)
    elif call == "ftruncate":
        yield Event("truncate", name, offset=int(arguments.rpartition(",")[2]))
    elif call == "lseek":
        positions[where] = result
    elif call == "pwrite64":
        yield Event("write", name, _data(arguments)[:result], int(arguments.rpartition(",")[2]))
    elif call in ("write", "writev"):
        start = positions.get(where, 0)
        yield Event("write", name, _data(arguments)[:result], start)
        positions[where] = start + result
    else:
        raise NotImplementedError(f"{call} on {name}")


def _decoded(text: str) -> bytes:
    return bytes.fromhex("".join(_HEX.findall(text))) if "\\x" in text else text.encode()


def _data(arguments: str) -> bytes:
    return b"".join(_decoded(text) for text in _TEXT.findall(arguments))


@dataclass(slots=True)
class _File:
    durable: bytes = b""
    current: bytes = b""
    pending: list[Event] = field(default_factory=list)


@dataclass(slots=True)
class Disk:
    """A folder on a disk that may lose its power; events are applied in their order."""

    names: dict[str, _File] = field(default_factory=dict)
    durable_names: dict[str, _File] = field(default_factory=dict)
    pending_names: list[dict[str, _File]] = field(default_factory=list)

    def apply(self, event: Event) -> None:
        """Take a change in."""
        if event.kind == "sync" and not event.name:
            self.durable_names, self.pending_names = dict(self.names), []
        elif event.kind in ("create", "rename", "remove"):
            self._rename(event)
        elif event.kind == "sync":
            file = self.names[event.name]
            file.durable, file.pending = file.current, []
        elif event.kind != "said":
            file = self.names[event.name]
            file.current = _changed(file.current, event)
            file.pending.append(event)

    def _rename(self, event: Event) -> None:
        if event.kind == "create" and event.name in self.names:
            return
        if event.kind == "create":
            self.names[event.name] = _File()
        else:
            file = self.names.pop(event.name)
            if event.kind == "rename":
                self.names[event.other] = file
        self.pending_names.append(dict(self.names))

    def after_power_loss(self, chance: Random) -> dict[str, bytes]:
        """One of the states that the folder may be found in, by file name."""
        versions = [self.durable_names, *self.pending_names]
        names = chance.choice((versions[0], versions[-1], chance.choice(versions)))
        return {
            name: _survived(file, chance)
            for name, file in names.items()
            if not name.endswith("-shm")
        }


def _survived(file: _File, chance: Random) -> bytes:
    fate = chance.choice(("lost", "kept", "some"))
    if fate != "some":
        return file.durable if fate == "lost" else file.current
    data = file.durable
    for event in file.pending:
        fate = chance.choice(("lost", "kept", "torn", "zeros"))
        if fate == "kept":
            data = _changed(data, event)
        elif fate != "lost" and event.kind == "write":
            part = event.data[: chance.randrange(len(event.data) + 1) // _SECTOR * _SECTOR]
            kept = part if fate == "torn" else bytes(len(event.data))
            data = _changed(data, Event("write", event.name, kept, event.offset))
    return data


def _changed(data: bytes, event: Event) -> bytes:
    if event.kind == "truncate":
        return data[: event.offset].ljust(event.offset, b"\0")
    end = event.offset + len(event.data)
    return data[: event.offset].ljust(event.offset, b"\0") + event.data + data[end:]
