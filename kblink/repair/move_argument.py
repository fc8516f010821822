"""From the two arguments of `mv` to what is to be moved, and where to."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from kblink.errors import UnknownNoteError, UsageError
from kblink.links.note_argument import find_note
from kblink.model import Move, Named, is_note
from kblink.vault.inside import inside

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_NAME, _LONGEST_PATH = 255, 4000
"""Bytes that file systems bear."""
_CONTROLS = frozenset(map(chr, (*range(32), 127)))


class HeadingMove(NamedTuple):
    """A heading of the note at `path`, as a fragment names it, gets another text."""

    path: str
    fragment: str
    text: str


def read_move(
    old: str, new: str, notes: Sequence[Named], root: Path, folder: Path
) -> Move | HeadingMove:
    """What `kblink mv OLD NEW` asks for; `folder` is where the user stands.

    OLD is a path from the vault's root, else from `folder`, else a note's unique name, title or
    alias, with `#heading` behind it where a heading is meant. NEW is a path from where OLD's is
    reckoned; an existing folder takes what is moved into it, and an extension that is left out is
    the old one. Raises UsageError, UnknownNoteError.
    """
    place, base = _existing(old, root, folder)
    if place is None and "#" in old:
        return _heading_move(old, new, notes, root, folder)
    if place is None:
        try:
            place = find_note(old, notes, root, folder).path
        except UnknownNoteError as error:
            raise UnknownNoteError(
                f"No note, folder or attachment {old!r} in {root}.",
                hint="Name a path from the vault's root, or a note's file name, title or alias.",
                name=old,
            ) from error
    _require_movable(place, root)
    return Move(place, _destination(new, place, root, base))


def _existing(name: str, root: Path, folder: Path) -> tuple[str | None, Path]:
    """The path of an existing file or folder from the root, and what it was reckoned from."""
    for base in (root, folder):
        path = _from_root(name, root, base)
        if path is not None and path != "." and _is_there(root, path):
            return path, base
    return None, root


def _is_there(root: Path, path: str) -> bool:
    """Whether something is at a path from the root, no symlink being followed to it."""
    place = root / path
    is_plain = os.path.realpath(place.parent) == os.path.realpath(root) + _below(path)
    return is_plain and os.path.lexists(place)


def _below(path: str) -> str:
    folder = posixpath.dirname(path)
    return os.sep + folder.replace("/", os.sep) if folder else ""


def _from_root(name: str, root: Path, base: Path) -> str | None:
    """A path from the root, None where it is outside; no symlink on it is followed."""
    if not name or "\0" in name:
        return None
    joined = posixpath.normpath(posixpath.join(base.as_posix(), Path(name).as_posix()))
    try:
        return PurePosixPath(joined).relative_to(root.as_posix()).as_posix()
    except ValueError:
        return None


def _require_movable(path: str, root: Path) -> None:
    if not os.path.islink(root / path):  # noqa: PTH114 - as of all paths here
        return
    if not inside(root, root / path):
        raise UsageError(f"{path} is a symbolic link that leads out of the vault, or nowhere.")
    if os.path.isdir(root / path):  # noqa: PTH112
        raise UsageError(f"{path} is a symbolic link to a folder; move it by other means.")


def _destination(new: str, old: str, root: Path, base: Path) -> str:
    path = _from_root(new, root, base)
    if path is None:
        raise UsageError(f"{new!r} is no path in {root}.", hint="NEW is a path in the vault.")
    name = PurePosixPath(old).name
    _require_name(path, root)
    is_folder = os.path.isdir(root / old)  # noqa: PTH112 - pathlib's raises for long names
    if path == "." or new.endswith("/") or _is_another_folder(root, path, old):
        path = name if path == "." else f"{path}/{name}"
    elif not is_folder:
        path = _with_suffix(path, old)
    _require_name(path, root)
    if path == old:
        raise UsageError(f"{old} is there already: that is its path.")
    if is_folder and path.startswith(f"{old}/"):
        raise UsageError(f"{old} cannot be moved into itself.")
    return path


def _is_another_folder(root: Path, path: str, old: str) -> bool:
    target, source = root / path, root / old
    if not os.path.isdir(target) or os.path.islink(target):  # noqa: PTH112, PTH114
        return False
    return not (source.is_dir() and target.samefile(source))


def _with_suffix(path: str, old: str) -> str:
    """A file keeps its extension where the new name has none, a note where it is no note's."""
    suffix = PurePosixPath(old).suffix
    if is_note(old):
        return path if is_note(path) else path + suffix
    return path if PurePosixPath(path).suffix else path + suffix


def _require_name(path: str, root: Path) -> None:
    if not _CONTROLS.isdisjoint(path) or (not path.isprintable() and _is_undecodable(path)):
        raise UsageError(f"{path!r} holds control characters.", hint="Choose another name.")
    for segment in path.split("/"):
        if len(os.fsencode(segment)) > _LONGEST_NAME or len(os.fsencode(path)) > _LONGEST_PATH:
            raise UsageError(f"{path[:50]!r}… is too long for a path.", hint="Choose another name.")
        if segment.startswith("."):
            raise UsageError(
                f"{path!r} is hidden: what is in a folder or file that begins with a dot is no "
                "part of the vault.",
                hint="Choose another name.",
            )
        if segment != segment.strip():
            raise UsageError(f"{path!r} has blanks at the ends of a name.", hint="Leave them out.")
    folder = root
    for segment in path.split("/")[:-1]:
        folder /= segment
        if os.path.lexists(folder) and (folder.is_symlink() or not folder.is_dir()):
            raise UsageError(f"{folder.relative_to(root)} is no folder.")


def _is_undecodable(path: str) -> bool:
    """Whether a path holds bytes that no encoding could read."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return True
    return False


def _heading_move(
    old: str, new: str, notes: Sequence[Named], root: Path, folder: Path
) -> HeadingMove:
    name, _, fragment = old.partition("#")
    note = find_note(name, notes, root, folder)
    new_name, mark, text = new.partition("#")
    if not mark or not text.strip() or not fragment.strip():
        raise UsageError(
            f"{old!r} names a heading, {new!r} none.", hint="Write NOTE#Old heading NOTE#New one."
        )
    if new_name and find_note(new_name, notes, root, folder).path != note.path:
        raise UsageError(
            "A heading is renamed, not moved to another note.", hint=f"Write '{name}#{text}'."
        )
    return HeadingMove(note.path, fragment.strip(), text.strip())
