"""`.kblink/feedback.jsonl`: what was said of suggestions, one JSON object a line.

Lines are only ever added, and their order means nothing, so that git may join the lines of two
branches (`merge=union`, in a `.gitattributes` beside it). What is no judgement, be it a mark of a
conflict, is passed over and told, and stays in the file. It may have come with a vault that nobody
vouches for: it names notes, but nothing is opened by what it says.
"""

from __future__ import annotations

import errno
import json
import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from kblink.baseline.sketch import SIZE
from kblink.durable import flush_folder
from kblink.errors import VaultError
from kblink.suggest.feedback import Judgement, NoteMark
from kblink.vault.small_file import UnreadableFileError, read_small_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NAME = "feedback.jsonl"
ATTRIBUTES = ".gitattributes"
_UNION = f"# Made by kblink.\n{NAME} merge=union\n"
_LIMIT = 64 * 1024 * 1024
"""Bytes; a hundred thousand judgements have less."""
_LONGEST = 4096
"""Characters of a text in it."""
_VERDICTS = frozenset({"accepted", "withdrawn", "rejected", "never"})
_APPEND = os.O_RDWR | os.O_APPEND | os.O_CREAT
_NO_SYMLINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
# They end lines to some readers, act on terminals, or have no bytes in UTF-8.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class KeptFeedback(NamedTuple):
    """The judgements of a file, and a sentence on what in it is none."""

    judgements: tuple[Judgement, ...] = ()
    complaint: str = ""


def read_feedback(folder: Path, root: Path) -> KeptFeedback:
    """Read the feedback in `folder`, which is in the vault at `root`. Never raises."""
    file = folder / NAME
    if not os.path.lexists(file):
        return KeptFeedback()
    try:
        data = read_small_file(str(file), _LIMIT, root)
    except UnreadableFileError as error:
        return KeptFeedback(complaint=f"{file} is not heeded: {error}.")
    found: list[Judgement] = []
    broken: list[int] = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            found.append(_judgement(json.loads(line)))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            broken.append(number)
    return KeptFeedback(tuple(found), _complaint(file, broken))


def _complaint(file: Path, broken: list[int]) -> str:
    if not broken:
        return ""
    lines = f"line {broken[0]}" if len(broken) == 1 else f"{len(broken)} lines from {broken[0]} on"
    return f"{file}: {lines} passed over, for what stands there is no feedback."


def add_feedback(folder: Path, judgements: Iterable[Judgement]) -> None:
    """Add judgements durably; whoever calls holds the lock on `folder`. Raises VaultError."""
    lines = [json.dumps(_stored(each), ensure_ascii=False) for each in judgements]
    if not lines:
        return
    text = _UNPRINTABLE.sub(lambda mark: f"\\u{ord(mark[0]):04x}", "\n".join(lines) + "\n")
    try:
        _append(folder / NAME, text.encode())
        _write_once(folder / ATTRIBUTES, _UNION.encode())
        flush_folder(folder)
    except OSError as error:
        raise VaultError(
            f"{folder / NAME} cannot be written: {error.strerror or error}.",
            hint="Free some space or mend its permissions, then run again.",
        ) from error


def _append(file: Path, data: bytes) -> None:
    """Add lines to a file, behind an end of the last one where that has none."""
    handle = os.open(file, _APPEND | _NO_SYMLINK, 0o666)
    with os.fdopen(handle, "r+b", buffering=0) as opened:
        if opened.seek(0, os.SEEK_END):
            opened.seek(-1, os.SEEK_END)
            data = (b"" if opened.read(1) == b"\n" else b"\n") + data
        if opened.write(data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(handle)


def _write_once(file: Path, data: bytes) -> None:
    """Write a file that is not there yet."""
    if not os.path.lexists(file):
        with file.open("xb") as opened:
            opened.write(data)


def _stored(judgement: Judgement) -> dict[str, Any]:
    stored: dict[str, Any] = {"verdict": judgement.verdict, "phrase": judgement.phrase}
    if judgement.note is not None:
        stored["note"] = _stored_mark(judgement.note)
    stored["target"] = _stored_mark(judgement.target)
    stored["time"] = judgement.time
    if judgement.journal:
        stored["journal"] = judgement.journal
    return stored


def _stored_mark(mark: NoteMark) -> dict[str, str]:
    return {"path": mark.path, "words": " ".join(mark.words)}


def _judgement(stored: Any) -> Judgement:  # noqa: ANN401 - whatever JSON holds
    verdict = stored["verdict"]
    if verdict not in _VERDICTS:
        raise ValueError(verdict)
    note = stored.get("note")
    if note is None and verdict != "never":
        raise ValueError(verdict)
    return Judgement(
        verdict,
        _text(stored["phrase"]),
        None if verdict == "never" else _mark(note),
        _mark(stored["target"]),
        _text(stored.get("time", "")),
        _text(stored.get("journal", "")),
    )


def _mark(stored: Any) -> NoteMark:  # noqa: ANN401 - as above
    return NoteMark(_text(stored["path"]), tuple(_text(stored.get("words", "")).split()[:SIZE]))


def _text(value: Any) -> str:  # noqa: ANN401 - as above
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise ValueError("no short text")
    return value
