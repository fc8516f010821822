"""A move must not lead a symlink astray."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from kblink.edits.move_files import path_after
from kblink.model import Move
from kblink.vault.symlinks import symlinks_astray

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("link", "target", "move", "is_astray"),
    [
        ("p/link.md", "../a.md", ("a.md", "b.md"), True),
        ("p/link.md", "../a.md", ("c.md", "b.md"), False),
        ("p/link.md", "../a.md", ("p", "q"), False),
        ("p/link.md", "../a.md", ("p", "q/r"), True),
        ("p/link.md", "own.md", ("p", "q/r"), False),
        ("p/link.md", "own.md", ("p/link.md", "link.md"), True),
        ("p/link.md", "{root}/a.md", ("p", "q/r"), False),
        ("p/link.md", "{root}/a.md", ("a.md", "b.md"), True),
        ("p/link.md", "{root}/p/own.md", ("p", "q"), True),
    ],
)
def test_symlinks(
    tmp_path: Path, link: str, target: str, move: tuple[str, str], is_astray: bool
) -> None:
    (tmp_path / "p").mkdir()
    for path in ("a.md", "c.md", "p/own.md"):
        (tmp_path / path).touch()
    (tmp_path / link).symlink_to(target.format(root=tmp_path))
    files = ["a.md", "c.md", "p/own.md", link]
    found = [*symlinks_astray(tmp_path, files, partial(path_after, Move(*move)))]
    assert found == [link] * is_astray
