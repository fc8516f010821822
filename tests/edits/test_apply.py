"""Edits are written whole or not at all, into nothing but the files that they were made for."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest
from vault_of_edits import edit, texts, tree, write

from kblink.edits import apply, place
from kblink.edits.apply import apply_edits, check_edits
from kblink.edits.journal import last_journal, write_journal
from kblink.edits.undo import undo_last
from kblink.errors import UsageError, VaultError
from kblink.model import Applied, Edit, Move

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    write(folder, {"a.md": b"[[b]] and [[c]]\r\n", "x/b.md": b"[[a]]", "x/y/c.md": b"\xff [[b]]"})
    return folder


def run(root: Path, edits: Sequence[Edit], *moves: Move, whole: bool = False) -> Applied:
    return apply_edits(root, edits, moves, command="mv", journals=root / ".kblink", whole=whole)


def test_edits_and_moves_are_done_and_taken_back(root: Path) -> None:
    (root / "a.md").chmod(0o640)
    before = tree(root)
    edits = [
        edit(root, "a.md", "[[b]]", "[[d]]"),
        edit(root, "a.md", "[[c]]", "[[e]]"),
        edit(root, "x/y/c.md", "[[b]]", "[[../b]]"),
    ]
    done = run(root, edits, Move("x", "new/deep/x"))
    assert texts(root) == {
        "a.md": b"[[d]] and [[e]]\r\n",
        "new/deep/x/b.md": b"[[a]]",
        "new/deep/x/y/c.md": b"\xff [[../b]]",
    }
    assert stat.S_IMODE((root / "a.md").stat().st_mode) == 0o640
    assert len(done.edits) == 3
    journal = last_journal(root / ".kblink")
    assert journal is not None
    assert (journal.name, journal.state) == (done.journal, "done")
    undo_last(root, root / ".kblink")
    assert tree(root) == before


def test_several_runs_are_taken_back_one_by_one(root: Path) -> None:
    states = [tree(root)]
    for number in range(12):
        old = "a.md" if number == 0 else f"a{number - 1}.md"
        edits = [edit(root, "x/b.md", "[[a", f"[[a{number}#")]
        run(root, edits, Move(old, f"a{number}.md"))
        states.append(tree(root))
    while states:
        assert tree(root) == states.pop()
        if states:
            undo_last(root, root / ".kblink")
    with pytest.raises(UsageError, match="nothing to undo"):
        undo_last(root, root / ".kblink")


def test_a_file_that_changed_is_left_alone_and_told(root: Path) -> None:
    edits = [edit(root, "a.md", "[[b]]", "[[d]]"), edit(root, "x/b.md", "[[a]]", "[[q]]")]
    (root / "a.md").write_bytes(b"[[b]] and more")
    assert [item.path for item in check_edits(root, edits)] == ["a.md"]
    before = tree(root)
    with pytest.raises(VaultError, match=r"a\.md cannot be edited: it has changed"):
        run(root, edits, whole=True)
    assert tree(root) == before
    done = run(root, edits)
    assert [(item.path, item.reason) for item in done.refused] == [
        ("a.md", "it has changed since it was read")
    ]
    assert texts(root)["a.md"] == b"[[b]] and more"
    assert texts(root)["x/b.md"] == b"[[q]]"


def test_a_file_written_between_check_and_write_is_left_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits = [edit(root, "a.md", "[[b]]", "[[d]]"), edit(root, "x/b.md", "[[a]]", "[[q]]")]
    write_aside = apply._write_aside

    def meanwhile(*arguments: object) -> None:
        write_aside(*arguments)  # type: ignore[arg-type]
        (root / "a.md").write_bytes(b"[[b]] by somebody")

    monkeypatch.setattr(apply, "_write_aside", meanwhile)
    done = run(root, edits, whole=True)
    assert [item.path for item in done.refused] == ["a.md"]
    assert [one.path for one in done.edits] == ["x/b.md"]
    assert texts(root) | {"x/y/c.md": b""} == {
        "a.md": b"[[b]] by somebody",
        "x/b.md": b"[[q]]",
        "x/y/c.md": b"",
    }
    undone = undo_last(root, root / ".kblink")
    assert undone.refused == ()
    assert texts(root)["x/b.md"] == b"[[a]]"


def test_a_read_only_file_stops_the_whole_run_before_anything_is_written(root: Path) -> None:
    (root / "x/b.md").chmod(0o444)
    edits = [
        edit(root, path, old, "[[q]]") for path, old in (("a.md", "[[b]]"), ("x/b.md", "[[a]]"))
    ]
    before = tree(root)
    with pytest.raises(VaultError, match="read-only"):
        run(root, edits, Move("a.md", "z.md"), whole=True)
    assert tree(root) == before
    assert not [*(root / ".kblink").glob("journal*")] if (root / ".kblink").exists() else True


@pytest.mark.parametrize("failing", ["write_aside", "replace_by", "move"])
@pytest.mark.parametrize("at", [1, 2])
def test_an_error_of_the_disk_leaves_all_as_it_was(
    root: Path, monkeypatch: pytest.MonkeyPatch, failing: str, at: int
) -> None:
    edits = [edit(root, "a.md", "[[b]]", "[[d]]"), edit(root, "x/b.md", "[[a]]", "[[q]]")]
    moves = [Move("a.md", "new/z.md"), Move("x", "new/w")]
    before = tree(root)
    where = apply if failing != "move" else __import__("kblink.edits.move_files").edits.move_files
    original = getattr(where, failing)
    calls = 0

    def fail(*arguments: object) -> object:
        nonlocal calls
        calls += 1
        if calls == at:
            raise OSError(28, "No space left on device")
        return original(*arguments)

    monkeypatch.setattr(where, failing, fail)
    with pytest.raises(VaultError, match=r"No space left on device.*as it was before"):
        run(root, edits, *moves)
    assert tree(root) == before


@pytest.mark.parametrize("limit", [10, 900, 3000, 5000])
@pytest.mark.skipif(not hasattr(os, "fork"), reason="POSIX")
def test_files_that_may_not_grow_leave_all_as_it_was(root: Path, limit: int) -> None:
    """As on a full disk: no file may be larger than `limit` bytes."""
    write(root, {"long.md": b"[[b]]" + b"." * 4000})
    edits = [edit(root, path, "[[b]]", "[[dd]]") for path in ("a.md", "long.md")]
    before = tree(root)
    child = os.fork()
    if not child:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            run(root, edits, Move("x", "z"))
            os._exit(0)
        except VaultError:
            os._exit(1)
        finally:
            os._exit(2)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code == (0 if limit == 5000 else 1)
    assert (tree(root) == before) == (code == 1)
    assert not [*root.rglob("*.tmp")]


@pytest.mark.parametrize(
    "path",
    ["../out.md", "/etc/passwd", "x/../../out.md", ".git/config", "x/.kblink/a", "x//b.md", ""],
)
def test_nothing_outside_the_notes_is_touched(root: Path, path: str) -> None:
    (root.parent / "out.md").write_bytes(b"old")
    one = Edit(path, 0, 3, "old", "new", "0" * 64)
    assert [item.path for item in check_edits(root, [one])] == [path]
    for move in (Move(path, "z.md"), Move("a.md", path)):
        with pytest.raises((VaultError, UsageError)):
            run(root, [], move)
    assert (root.parent / "out.md").read_bytes() == b"old"
    assert (root / "a.md").exists()


def test_no_symlink_is_written_through(root: Path) -> None:
    outside = root.parent / "outside"
    write(outside, {"n.md": b"[[b]]"})
    (root / "link.md").symlink_to(outside / "n.md")
    (root / "folder").symlink_to(outside)
    (root / "own.md").symlink_to(root / "a.md")
    edits = [edit(root, path, "[[b]]", "[[d]]") for path in ("link.md", "folder/n.md", "own.md")]
    assert len(run(root, edits).refused) == 3
    for new in ("folder/z.md", "folder/new/z.md"):
        with pytest.raises(VaultError):
            run(root, [], Move("a.md", new))
    assert texts(outside) == {"n.md": b"[[b]]"}


def test_a_folder_swapped_for_a_symlink_is_not_gone_through(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = root.parent / "outside"
    write(outside, {"b.md": b"[[a]]"})
    edits = [edit(root, "x/b.md", "[[a]]", "[[q]]")]

    def swap(folder: Path, journal: object) -> object:
        (root / "x").rename(root / "was x")
        (root / "x").symlink_to(outside)
        return write_journal(folder, journal)  # type: ignore[arg-type]

    monkeypatch.setattr("kblink.edits.apply.write_journal", swap)
    with pytest.raises(VaultError):
        run(root, edits)
    assert texts(outside) == {"b.md": b"[[a]]"}


def test_nothing_is_overwritten(root: Path) -> None:
    for new in ("x/b.md", "x"):
        with pytest.raises(UsageError, match="is there already"):
            run(root, [], Move("a.md", new))


def test_a_name_taken_in_the_last_moment_is_not_overwritten(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    status_of = place.status_of

    def late(where: place.Place) -> os.stat_result | None:
        found = status_of(where)
        if where.name == "z.md" and found is None:
            (root / "z.md").write_bytes(b"somebody's")
        return found

    monkeypatch.setattr(place, "status_of", late)
    with pytest.raises(VaultError):
        run(root, [], Move("a.md", "z.md"))
    assert texts(root)["z.md"] == b"somebody's"
    assert texts(root)["a.md"] == b"[[b]] and [[c]]\r\n"


def test_extended_attributes_are_kept(root: Path) -> None:
    try:
        os.setxattr(root / "a.md", "user.colour", b"red")
    except (AttributeError, OSError):
        pytest.skip("no extended attributes here")
    run(root, [edit(root, "a.md", "[[b]]", "[[d]]")])
    assert os.getxattr(root / "a.md", "user.colour") == b"red"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_the_owner_is_kept(root: Path) -> None:
    os.chown(root / "a.md", 65534, 65533)
    (root / "a.md").chmod(0o2640)
    before = tree(root)
    run(root, [edit(root, "a.md", "[[b]]", "[[d]]")])
    for _ in range(2):
        status = (root / "a.md").stat()
        assert (status.st_uid, status.st_gid) == (65534, 65533)
        assert stat.S_IMODE(status.st_mode) == 0o2640
        if texts(root)["a.md"].startswith(b"[[d]]"):
            undo_last(root, root / ".kblink")
    assert tree(root) == before


def test_an_interrupt_leaves_all_as_it_was(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(root)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    for where in ("_write_aside", "_flush_folders", "make_folders", "move_all"):
        with monkeypatch.context() as patch:
            patch.setattr(apply, where, interrupt)
            with pytest.raises(KeyboardInterrupt):
                run(root, [edit(root, "a.md", "[[b]]", "[[d]]")], Move("x", "new/x"))
        assert tree(root) == before
