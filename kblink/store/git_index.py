"""Which files of a folder git has checked out, as git's own index says.

Read here, not asked of git: a repository that is not trusted can make git run programs. The format,
of which these are versions 2 to 4, is https://git-scm.com/docs/index-format.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, NamedTuple

from kblink.store.folder import open_regular

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEAD = struct.Struct(">4sII")  # signature, version, number of entries
_STATUS = struct.Struct(">8xII20xI")  # seconds and nanoseconds of the last change, size
_HASHES = (20, 32)  # bytes: sha1, sha256
_NAME_LENGTH, _EXTENDED = 0xFFF, 0x4000
_LIMIT = 512 * 1024 * 1024


class Tracked(NamedTuple):
    """A file that git tracks, with what it was like when git last wrote or looked at it."""

    path: bytes
    seconds: int
    nanoseconds: int
    size: int

    def is_unchanged(self, status: os.stat_result) -> bool:
        """Whether the file has not been written since; some systems keep no nanoseconds."""
        seconds, nanoseconds = divmod(status.st_mtime_ns, 1_000_000_000)
        return (
            self.size == status.st_size & 0xFFFFFFFF
            and self.seconds == seconds & 0xFFFFFFFF
            and self.nanoseconds in (0, nanoseconds)
        )


def tracked_files(folder: Path) -> Iterator[Tracked]:
    """Yield what git tracks below `folder`, with paths from there in lower case; nothing where it
    is in no repository, or in one whose index cannot be read."""
    for root in folder.parents:
        if os.path.lexists(root / ".git"):
            prefix = os.fsencode(folder.relative_to(root).as_posix()).lower() + b"/"
            for data in _index_files(root / ".git"):
                for entry in _entries(data, prefix):
                    path = entry.path.lower()
                    if path.startswith(prefix):
                        yield entry._replace(path=path.removeprefix(prefix))
            return


def _index_files(git: Path) -> Iterator[bytes]:
    """Yield the index, and what it shares with others where it is split."""
    content = b"" if git.is_dir() else _content(git)  # a file in worktrees and submodules
    place = os.fsdecode(content.removeprefix(b"gitdir:").strip())
    folder = git.parent / place if place else git
    yield _content(folder / "index")
    for shared in sorted(folder.glob("sharedindex.*")):
        yield _content(shared)


def _content(path: Path) -> bytes:
    """The bytes of a file, as far as it is one that can be read."""
    try:
        with open_regular(path) as file:
            return file.read(_LIMIT)
    except (OSError, ValueError):
        return b""


def _entries(data: bytes, prefix: bytes) -> list[Tracked]:
    """All entries of an index, none where it has none below `prefix`."""
    signature, version, count = _HEAD.unpack_from(data) if len(data) > _HEAD.size else (b"", 0, 0)
    if signature != b"DIRC" or version not in (2, 3, 4):
        return []
    if version < 4 and prefix not in data.lower():  # in version 4 paths are cut into pieces
        return []
    for size in _HASHES:
        try:
            return list(_read_entries(data, count, size, compressed=version == 4))
        except (struct.error, ValueError, IndexError):
            continue
    return []


def _read_entries(
    data: bytes, count: int, hash_size: int, *, compressed: bool
) -> Iterator[Tracked]:
    """Raises ValueError and its like where the data are cut, or hashes have another size."""
    start, path = _HEAD.size, b""
    for _ in range(count):
        flags_at = start + _STATUS.size + hash_size
        flags = int.from_bytes(data[flags_at : flags_at + 2])
        name = flags_at + (4 if flags & _EXTENDED else 2)
        kept = b""
        if compressed:
            dropped, name = _number(data, name)
            kept = path[: len(path) - dropped]
        end = data.index(b"\0", name)
        path = kept + data[name:end]
        if flags & _NAME_LENGTH != min(len(path), _NAME_LENGTH):
            raise ValueError(path)
        yield Tracked(path, *_STATUS.unpack_from(data, start))
        # Uncompressed entries end in one to eight NULs, so that their length is one of eights.
        start = end + 1 if compressed else start + ((end - start) // 8 + 1) * 8


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number of as many bytes as it needs, and where it ends; each byte but the last adds one."""
    value = data[at] & 0x7F
    while data[at] & 0x80:
        at += 1
        value = ((value + 1) << 7) | (data[at] & 0x7F)
    return value, at + 1
