"""Files and folders of a vault reached without going through a symlink, whatever is swapped when.

Every path is walked from the root, folder by folder, none of which may be a symlink; what is then
done is done to a name in the open folder. So nothing outside the vault is read or written. Where a
system cannot do that (Windows), the real path is looked at just before.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from kblink.edits.edit import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NO_SYMLINK = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NO_SYMLINK
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _NO_SYMLINK | _BINARY
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_SYMLINK | _BINARY
_BY_FOLDER = {os.open, os.rename, os.unlink, os.stat, os.mkdir, os.link} <= os.supports_dir_fd
_NOT_OURS = frozenset({".git", ".kblink", ".obsidian", ".trash"})
"""Folders in which programs keep what is theirs: no edit and no move has a business there."""


class Place(NamedTuple):
    """A name in an open folder; without a folder the name is a whole path."""

    folder: int | None
    name: str


class Content(NamedTuple):
    """The bytes of a file, with its status when they were read."""

    data: bytes
    status: os.stat_result

    @property
    def digest(self) -> str:
        """The sha256 of the bytes, in hexadecimal."""
        return digest_of(self.data)


@contextmanager
def place_of(root: Path, path: str) -> Iterator[Place]:
    """Give the place of `path` (from the root). Raises OSError where a folder on the way is missing
    or a symlink, or where the path leads out of the vault or to what is another program's."""
    *folders, name = _segments(path)
    if not _BY_FOLDER:
        _require_inside(root, folders)
        yield Place(None, os.path.join(root, *folders, name))  # noqa: PTH118 - a string for os
        return
    opened = os.open(root, _FOLDER & ~_NO_SYMLINK)
    try:
        for folder in folders:
            inner = os.open(folder, _FOLDER, dir_fd=opened)
            os.close(opened)
            opened = inner
        yield Place(opened, name)
    finally:
        os.close(opened)


def _segments(path: str) -> list[str]:
    segments = path.split("/")
    if not _is_writable(path) or not {"", ".", ".."}.isdisjoint(segments):
        raise OSError(errno.EINVAL, "it is no path in the vault")
    if os.name == "nt" and any(mark in path for mark in '\\:*?"<>|'):
        raise OSError(errno.EINVAL, "it is no path on Windows")
    if not _NOT_OURS.isdisjoint(segment.lower() for segment in segments):
        raise OSError(errno.EPERM, "it belongs to another program")
    return segments


def _is_writable(path: str) -> bool:
    """Whether a path has bytes; one that stands in a journal may be anything."""
    try:
        return b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False


def _require_inside(root: Path, folders: list[str]) -> None:
    folder = os.path.join(root, *folders)  # noqa: PTH118 - compared as a string
    if os.path.realpath(folder, strict=True) != os.path.join(os.path.realpath(root), *folders):  # noqa: PTH118
        raise OSError(errno.ELOOP, "a symlink is on the way to it")


def read_content(place: Place) -> Content:
    """Read a regular file. Raises OSError, for a symlink too."""
    try:
        file = os.open(place.name, _READ, dir_fd=place.folder)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK):
            raise OSError(error.errno, "it is a symbolic link") from error
        raise
    with open(file, "rb") as opened:  # noqa: PTH123 - a descriptor has no path
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        return Content(opened.read(), status)


def status_of(place: Place) -> os.stat_result | None:
    """The status of what bears a name, of a symlink itself; None where nothing does."""
    with suppress(FileNotFoundError):
        return os.stat(place.name, dir_fd=place.folder, follow_symlinks=False)
    return None


def is_same(status: os.stat_result | None, other: os.stat_result) -> bool:
    """Whether a file has not been written, replaced or moved since it had the other status."""
    return status is not None and _identity(status) == _identity(other)


def _identity(status: os.stat_result) -> tuple[int, ...]:
    times = (status.st_mtime_ns, status.st_ctime_ns)
    return (status.st_dev, status.st_ino, status.st_size, *times)


def is_read_only(status: os.stat_result) -> bool:
    """Whether its owner has forbidden to write a file, be it that root could."""
    return not status.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


def write_aside(place: Place, name: str, data: bytes, mtime_ns: int | None = None) -> None:
    """Write a new file `name` into the folder of `place`, whose file it shall replace: with the
    same mode, owner and extended attributes, and flushed. Raises OSError; then nothing is left."""
    like = os.open(place.name, _READ, dir_fd=place.folder)
    aside = beside(place, name)
    try:
        file = os.open(aside.name, _NEW, 0o600, dir_fd=aside.folder)
        try:
            with open(file, "wb") as opened:  # noqa: PTH123 - a descriptor has no path
                opened.write(data)
                opened.flush()
                _copy_status(like, file)
                if mtime_ns is not None:
                    os.utime(file if _BY_FOLDER else aside.name, ns=(mtime_ns,) * 2)
                os.fsync(file)
        except BaseException:
            remove(aside)
            raise
    finally:
        os.close(like)


def beside(place: Place, name: str) -> Place:
    """Another name in the folder of a place."""
    if place.folder is not None:
        return Place(place.folder, name)
    return Place(None, os.path.join(os.path.dirname(place.name), name))  # noqa: PTH118, PTH120


def _copy_status(like: int, file: int) -> None:
    status, own = os.fstat(like), os.fstat(file)
    if hasattr(os, "fchown") and (status.st_uid, status.st_gid) != (own.st_uid, own.st_gid):
        os.fchown(file, status.st_uid, status.st_gid)
    if hasattr(os, "fchmod"):
        os.fchmod(file, stat.S_IMODE(status.st_mode))
    if hasattr(os, "listxattr"):
        with suppress(OSError):  # a file system without them
            for name in os.listxattr(like):
                with suppress(OSError):  # some are the system's
                    os.setxattr(file, name, os.getxattr(like, name))


def replace_by(place: Place, name: str) -> None:
    """Let the file `name` of the same folder take a place. Raises OSError."""
    aside = beside(place, name)
    os.replace(aside.name, place.name, src_dir_fd=aside.folder, dst_dir_fd=place.folder)


def remove(place: Place) -> None:
    """Remove a file, if it is there."""
    with suppress(FileNotFoundError):
        os.unlink(place.name, dir_fd=place.folder)


def move(old: Place, new: Place) -> None:
    """Give a file or folder another name, over nothing. Raises OSError, FileExistsError where the
    new name is taken: for files that cannot be missed, whoever takes it when."""
    status = status_of(old)
    if status is None:
        raise FileNotFoundError(errno.ENOENT, "it is not there", old.name)
    taken = status_of(new)
    if taken is not None and not is_one_name(status, taken):
        raise FileExistsError(errno.EEXIST, "it is there already", new.name)
    if taken is None and not stat.S_ISDIR(status.st_mode) and _linked(old, new):
        flush(new)  # the new name is there for good before the old one goes
        remove(old)
    else:
        os.rename(old.name, new.name, src_dir_fd=old.folder, dst_dir_fd=new.folder)
    flush(new)
    flush(old)


def _linked(old: Place, new: Place) -> bool:
    """Whether the file has got its new name besides the old one: unlike a rename that fails where
    something is there. Not every file system can."""
    try:
        os.link(
            old.name,
            new.name,
            src_dir_fd=old.folder,
            dst_dir_fd=new.folder,
            follow_symlinks=False,
        )
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        return False
    return True


def is_one_name(status: os.stat_result, other: os.stat_result) -> bool:
    """Whether two paths are one name of one file, where case does not count to a file system."""
    return os.path.samestat(status, other) and (
        stat.S_ISDIR(status.st_mode) or status.st_nlink == 1
    )


def flush(place: Place) -> None:
    """Make the names in the folder of a place survive a power loss. Raises OSError."""
    if place.folder is not None:
        os.fsync(place.folder)
