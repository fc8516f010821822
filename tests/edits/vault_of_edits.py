"""A small vault on disk, edits of it, and what is on disk afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from kblink.edits.edit import digest_of
from kblink.model import Edit

if TYPE_CHECKING:
    from pathlib import Path

Tree: TypeAlias = "dict[str, tuple[int, int, bytes | None]]"


def write(root: Path, files: dict[str, bytes]) -> None:
    """Write files of a vault."""
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def edit(root: Path, path: str, old: str, new: str) -> Edit:
    """The edit that replaces the first `old` of a file."""
    data = (root / path).read_bytes()
    start = data.decode("utf-8-sig", "surrogateescape").index(old)
    return Edit(path, start, start + len(old), old, new, digest_of(data))


def tree(root: Path) -> Tree:
    """All files and folders but for kblink's own: mode, time of change, bytes."""
    found: Tree = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if name.partition("/")[0] != ".kblink":
            status = path.lstat()
            is_file = path.is_file() and not path.is_symlink()
            data = path.read_bytes() if is_file else None
            found[name] = (status.st_mode, status.st_mtime_ns if is_file else 0, data)
    return found


def texts(root: Path) -> dict[str, bytes]:
    """All files but for kblink's own, with their bytes."""
    return {path: data for path, (_, _, data) in tree(root).items() if data is not None}
