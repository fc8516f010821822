"""Move files and folders of a vault: over nothing, never out of it, and back again."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from kblink.edits.place import flush, is_one_name, move, place_of, remove, status_of
from kblink.errors import UsageError, VaultError
from kblink.model import Move, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


def path_after(move: Move, path: str) -> str:
    """Where a file is after a move of it, or of a folder that it is in."""
    if path == move.old:
        return move.new
    below = path.removeprefix(f"{move.old}/")
    return path if below == path else f"{move.new}/{below}"


def check_moves(root: Path, moves: Sequence[Move]) -> None:
    """Raise UsageError where a move would overwrite, VaultError where one cannot be done."""
    for one in moves:
        try:
            with place_of(root, one.old) as place:
                status = status_of(place)
            taken = _status_at(root, one.new)
        except OSError as error:
            raise VaultError(
                f"{one.old} cannot be moved to {one.new}: {error.strerror or error}."
            ) from error
        if status is None:
            raise VaultError(f"{one.old} is not there any more.", hint="Run again.")
        if taken is not None and not is_one_name(status, taken):
            raise UsageError(
                f"{one.new} is there already; nothing is overwritten.", hint="Choose another name."
            )


def _status_at(root: Path, path: str) -> os.stat_result | None:
    """The status of what is at a path, whose folders may be missing."""
    with suppress(FileNotFoundError), place_of(root, path) as place:
        return status_of(place)
    return None


def missing_folders(root: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """The folders of `paths` that are not there, outermost first."""
    missing: dict[str, None] = {}
    for path in paths:
        segments = path.split("/")[:-1]
        for end in range(1, len(segments) + 1):
            folder = "/".join(segments[:end])
            if folder not in missing and _status_at(root, folder) is None:
                missing[folder] = None
    return tuple(missing)


def make_folders(root: Path, folders: Iterable[str]) -> None:
    """Make folders, outermost first. Raises OSError."""
    for folder in folders:
        with place_of(root, folder) as place:
            with suppress(FileExistsError):
                os.mkdir(place.name, dir_fd=place.folder)
            flush(place)


def remove_folders(root: Path, folders: Sequence[str]) -> None:
    """Remove folders, innermost first, as far as they are empty."""
    for folder in reversed(folders):
        with suppress(OSError), place_of(root, folder) as place:
            os.rmdir(place.name, dir_fd=place.folder)
            flush(place)


def move_all(root: Path, moves: Sequence[Move]) -> None:
    """Do all moves. Raises OSError, FileExistsError where a new name is taken."""
    for one in moves:
        with place_of(root, one.old) as old, place_of(root, one.new) as new:
            move(old, new)


def unmovable(root: Path, moves: Sequence[Move]) -> tuple[Skipped, ...]:
    """What could not be moved back to where it was, and why."""
    return tuple(
        Skipped(one.new, reason) for one in moves if (reason := _hindrance(root, one)) is not None
    )


def _hindrance(root: Path, one: Move) -> str | None:
    try:
        old, new = _status_at(root, one.old), _status_at(root, one.new)
    except OSError as error:
        return error.strerror or str(error)
    if new is None:
        return None if old is not None else "it is not there any more"
    if old is None or os.path.samestat(old, new):
        return None
    return f"{one.old} is there again"


def move_all_back(root: Path, moves: Sequence[Move]) -> None:
    """Take moves back, the last one first; what is back already stays. Raises OSError."""
    for one in reversed(moves):
        old, new = _status_at(root, one.old), _status_at(root, one.new)
        if new is None and old is None:
            raise FileNotFoundError(errno.ENOENT, "it is not there any more", one.new)
        if new is None:
            continue
        _make_parents(root, one.old)
        with place_of(root, one.new) as place, place_of(root, one.old) as back:
            if old is not None and os.path.samestat(old, new) and not is_one_name(old, new):
                remove(place)  # stopped between the new name and the end of the old one
                flush(place)
            else:
                move(place, back)


def _make_parents(root: Path, path: str) -> None:
    """Make the folders in which something was, where they are gone."""
    make_folders(root, missing_folders(root, [path]))
