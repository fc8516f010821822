"""A run that is stopped anywhere is taken back by the next; nothing is lost, nothing half done.

Here each run is stopped at each of its calls in turn. Kills at random moments of whole processes,
and power losses, are in `benchmarks/kill_edits.py`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from stopped_calls import is_stopped
from vault_of_edits import edit, texts, tree, write

from kblink.edits.apply import apply_edits
from kblink.edits.journal import unfinished_journal
from kblink.edits.undo import recover, undo_last
from kblink.model import Move

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
MOVES = (Move("x/b.md", "new/deep/c.md"), Move("x", "new/y"), Move("p.png", "q.png"))
MOST = 300


@pytest.fixture
def root(quick_folder: Path) -> Path:
    folder = quick_folder / "vault"
    write(
        folder,
        {
            "a.md": b"[[b]] and [[c]]\r\n",
            "x/b.md": b"\xef\xbb\xbf[[a]]",
            "x/y/c.md": b"\xff [[b]]",
            "p.png": b"png",
        },
    )
    (folder / "x/b.md").chmod(0o600)
    return folder


def run(root: Path) -> None:
    edits = [
        edit(root, "a.md", "[[b]]", "[[d]]"),
        edit(root, "a.md", "[[c]]", ""),
        edit(root, "x/b.md", "[[a]]", "[[long name of a]]"),
        edit(root, "x/y/c.md", "[[b]]", "[[../b]]"),
    ]
    apply_edits(root, edits, MOVES, command="mv", journals=root / ".kblink", whole=True)


def leftovers(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.suffix == ".tmp"]


def test_a_run_stopped_at_any_call_is_taken_back(root: Path) -> None:
    before = tree(root)
    run(root)
    after = texts(root)
    undo_last(root, root / ".kblink")
    for number in range(MOST):
        if not is_stopped(lambda: run(root), number):
            break
        if recover(root, root / ".kblink") is None and tree(root) != before:
            assert texts(root) == after, "done, but for what is said of it"
            undo_last(root, root / ".kblink")
        assert tree(root) == before, f"stopped before call {number}"
        assert not leftovers(root)
    assert 30 < number < MOST - 1
    assert texts(root) == after


def test_an_undo_stopped_at_any_call_is_ended_by_the_next(root: Path) -> None:
    before = tree(root)
    for number in range(MOST):
        run(root)
        if not is_stopped(lambda: undo_last(root, root / ".kblink"), number):
            break
        recover(root, root / ".kblink")
        if tree(root) != before:  # it was stopped before it had begun
            undo_last(root, root / ".kblink")
        assert tree(root) == before, f"stopped before call {number}"
        assert not leftovers(root)
    assert 20 < number < MOST - 1
    assert tree(root) == before


def test_taking_back_may_itself_be_stopped(root: Path) -> None:
    before = tree(root)
    assert is_stopped(lambda: run(root), 40)
    assert unfinished_journal(root / ".kblink") is not None
    number = 0
    while is_stopped(lambda: recover(root, root / ".kblink"), number % 40):
        number += 1
        assert number < MOST
    assert tree(root) == before
    assert unfinished_journal(root / ".kblink") is None


def test_a_note_written_after_the_stop_is_left_as_it_is(quick_folder: Path) -> None:
    seen = set()
    for number in range(5, 40, 4):
        root = quick_folder / str(number)
        write(root, {"a.md": b"[[b]] and [[c]]", "x/b.md": b"[[a]]", "x/y/c.md": b"[[b]]"})
        write(root, {"p.png": b"png"})
        assert is_stopped(lambda root=root: run(root), number)  # type: ignore[misc]
        with (root / "a.md").open("ab") as note:
            note.write(b", a thought")
        written = texts(root)["a.md"]
        taken_back = recover(root, root / ".kblink")
        assert texts(root)["a.md"] == written
        assert texts(root)["x/b.md"] == b"[[a]]"
        seen.add((written, taken_back is not None and bool(taken_back.refused)))
    assert seen == {
        (b"[[b]] and [[c]], a thought", True),
        (b"[[d]] and , a thought", True),
    }
