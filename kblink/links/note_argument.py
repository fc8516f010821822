"""Find the note that a user names on the command line."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from kblink.errors import UnknownNoteError, UsageError
from kblink.links.names import name_key
from kblink.model import Named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

N = TypeVar("N", bound=Named)
_SHOWN = 5


def find_note(name: str, notes: Sequence[N], root: Path, folder: Path) -> N:
    """The note that `name` means: a path from the vault's root, else from `folder` (where the user
    stands), else a file name, else a title or alias that only one note bears. A path to the letter
    goes before all others: files may differ in case alone, or in normal form.

    Raises UnknownNoteError where none answers, UsageError where several do.
    """
    paths = [path for path in (name, _relative(root, folder / name)) if path is not None]
    for found in _answers(name, paths, notes):
        if len(found) == 1:
            return found[0]
        if found:
            listed = ", ".join(note.path for note in found[:_SHOWN])
            listed += " …" if len(found) > _SHOWN else ""
            raise UsageError(f"{name!r} is the name of {len(found)} notes: {listed}.")
    raise UnknownNoteError(
        f"No note {name!r} in {root}.", hint="Name a path, file name, title or alias.", name=name
    )


def _answers(name: str, paths: Sequence[str], notes: Sequence[N]) -> Iterator[list[N]]:
    """Yield what answers, in the order in which it counts."""
    for path in paths:
        yield [note for note in notes if note.path == path]
    for path in map(name_key, paths):
        yield [note for note in notes if path in _paths(note.path)]
    key = name_key(name)
    yield [note for note in notes if key in _paths(PurePosixPath(note.path).name)]
    yield [note for note in notes if key in {name_key(note.title), *map(name_key, note.aliases)}]


def _paths(path: str) -> tuple[str, str]:
    return name_key(path), name_key(str(PurePosixPath(path).with_suffix("")))


def _relative(root: Path, path: Path) -> str | None:
    try:
        return Path(os.path.realpath(path)).relative_to(os.path.realpath(root)).as_posix()
    except ValueError:
        return None
