"""Read one note from disk: its text, a hash of its bytes, and what was wrong with them."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.model import FileEntry, Problem, Span
from kblink.vault.inside import open_inside

if TYPE_CHECKING:
    from pathlib import Path

LARGE = 10 * 1024 * 1024
"""Bytes above which a file is no note that a person keeps, but a dump of something."""

READ_LIMIT = 1024 * 1024
"""Bytes that are read of such a file: enough to find it, and soon parsed."""

TRUNCATED = f"larger than {LARGE >> 20} MiB: only its first {READ_LIMIT >> 20} MiB was read"
"""What is said of such a file."""

_FILE_START = Span(0, 0, 1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class NoteText:
    """A note's text without BOM, newlines as they stand. `truncated`: only its head was read.

    Where the bytes are no UTF-8, `text` is empty and `problem` says where the first bad one is.
    """

    text: str
    data: bytes
    truncated: bool = False
    problem: Problem | None = None

    @property
    def content_hash(self) -> str:
        """The sha256 of what was read, in hexadecimal."""
        import hashlib  # a check does without

        return hashlib.sha256(self.data).hexdigest()


def read_note(root: Path, entry: FileEntry) -> NoteText:
    """Read the note that a scan found; raises OSError where it vanished or cannot be read."""
    data = _read_bytes(root, f"{root}/{entry.path}")
    truncated = len(data) > LARGE
    if truncated:
        data = _whole_lines(data[:READ_LIMIT])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return NoteText("", data, truncated, _undecodable(data, error.start))
    if "\0" in text and _is_utf16(data):
        return NoteText("", data, truncated, _undecodable(data, 0))
    return NoteText(text, data, truncated)


def _read_bytes(root: Path, path: str) -> bytes:
    file = open_inside(root, path)
    with open(file, "rb", buffering=0) as opened:  # noqa: PTH123 - a descriptor has no path
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode):  # a pipe may have taken its place since the scan
            raise FileNotFoundError(path)
        large = status.st_size > LARGE
        return (opened.read(LARGE + 1) if large else opened.readall()) or b""


def _whole_lines(data: bytes) -> bytes:
    return data[: data.rfind(b"\n") + 1] or data


def _is_utf16(data: bytes) -> bool:
    """Whether a text is UTF-16: by its BOM, or by NULs in many even places or many odd ones, but
    not in both. Russian without a BOM has them at blanks only, and passes for UTF-8 else."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    head = data[:4096]
    fewer, more = sorted((head[0::2].count(0), head[1::2].count(0)))
    return fewer == 0 and more > 1 and more * 20 > len(head)


def _undecodable(data: bytes, offset: int) -> Problem:
    line = data.count(b"\n", 0, offset) + 1
    if _is_utf16(data):
        message = "the note is UTF-16; save it as UTF-8"
    else:
        message = f"byte {offset} (line {line}) is not UTF-8; save the note as UTF-8"
    return Problem("undecodable-note", message, _FILE_START)
