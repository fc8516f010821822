"""Put edits into the bytes of a file, and turn them round. Pure: nothing is read or written here.

An edit (`kblink.model.Edit`) counts code points of the text without its BOM, as spans do. All bytes
outside the edited spans come out as they went in: BOM, line ends, and bytes that are no UTF-8.
"""

from __future__ import annotations

import hashlib
from itertools import pairwise
from typing import TYPE_CHECKING

from kblink.model import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "Edit",
    "UnfitEditError",
    "digest_of",
    "edited",
    "in_order",
    "restored",
    "reversed_edits",
]

_BOM = "\ufeff"
# Each byte that is no UTF-8 becomes one lone surrogate, and that byte again when encoded.
_KEEP_BYTES = "surrogateescape"


class UnfitEditError(ValueError):
    """Edits that do not fit a file: it has changed, the old text is not there, or they overlap."""


def digest_of(data: bytes) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def edited(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes of a file with all `edits` of it put in.

    Raises UnfitEditError where the bytes are not those that an edit was computed from, where its
    old text does not stand in its place, or where two overlap.
    """
    ordered = in_order(edits)
    digest = digest_of(data)
    if any(edit.digest != digest for edit in ordered):
        raise UnfitEditError("it has changed since it was read")
    return _spliced(data, ordered)


def in_order(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Edits of one file by place; raises UnfitEditError where two are in one place."""
    ordered = tuple(sorted(edits, key=lambda edit: (edit.start, edit.end)))
    for one, other in pairwise(ordered):
        if other.start < one.end or one.start == one.end == other.start == other.end:
            raise UnfitEditError("two edits of it overlap")
    return ordered


def restored(data: bytes, edits: Sequence[Edit], digest: str) -> bytes:
    """The bytes of a file before `edits`, in order, were put in; `digest` is that of them after.

    Raises UnfitEditError where `data` are not the bytes that the edits made.
    """
    if digest_of(data) != digest:
        raise UnfitEditError("it has changed since it was edited")
    old = _spliced(data, [*reversed_edits(edits)])
    if any(edit.digest != digest_of(old) for edit in edits):
        raise UnfitEditError("its old text cannot be made again")
    return old


def reversed_edits(edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits that take back others, which are in order, from the text that they made."""
    shift = 0
    for edit in edits:
        start = edit.start + shift
        yield Edit(edit.path, start, start + len(edit.new), edit.new, edit.old, "")
        shift += len(edit.new) - len(edit.old)


def _spliced(data: bytes, edits: Sequence[Edit]) -> bytes:
    text = data.decode("utf-8", _KEEP_BYTES)
    first = len(_BOM) if text.startswith(_BOM) else 0
    parts, position = [], 0
    for edit in edits:
        start, end = edit.start + first, edit.end + first
        if (
            start < max(position, first)
            or text[start:end] != edit.old
            or len(edit.old) != end - start
        ):
            raise UnfitEditError(f"{edit.old!r} does not stand at offset {edit.start} of it")
        parts.append(text[position:start].encode("utf-8", _KEEP_BYTES))
        parts.append(_encoded(edit.new))
        position = end
    parts.append(text[position:].encode("utf-8", _KEEP_BYTES))
    return b"".join(parts)


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnfitEditError(f"{text!r} has no bytes in UTF-8") from error
