"""Whatever goes wrong, whenever: the old generation or the new one is there, whole."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from store_examples import commit, contents, found_bodies, simple

from kblink.errors import CatalogueError, KblinkError, UnwritableIndexError
from kblink.store import commit as commit_module
from kblink.store import vectors as vectors_module
from kblink.store.catalogue import Catalogue
from kblink.store.database import Database


class _Stopped(BaseException):
    """Stands for whatever ends a run: a signal, a power loss, an error of ours."""


Break = Callable[[pytest.MonkeyPatch], None]


def _raise(*_: object, **__: object) -> None:
    raise _Stopped


def _stop_at(target: object, name: str) -> Break:
    return lambda patch: patch.setattr(target, name, _raise)


def _stop_at_statement(start: str) -> Break:
    run = Database.run

    def stopping(self: Database, statement: str, values: tuple[()] = ()) -> int:
        if statement.startswith(start):
            raise _Stopped
        return run(self, statement, values)

    return lambda patch: patch.setattr(Database, "run", stopping)


BREAKS = {
    "rows": _stop_at_statement("INSERT INTO fts"),
    "numbering": _stop_at_statement("INSERT INTO vector_rows"),
    "building": _stop_at(vectors_module, "_built"),
    "writing": _stop_at(vectors_module, "_write_index"),
    "flushing": _stop_at(os, "fsync"),
    "renaming": _stop_at(os, "replace"),
    "flushing the folder": _stop_at(vectors_module, "flush_folder"),
    "naming": _stop_at(commit_module, "write_generation"),
    "committing": _stop_at_statement("COMMIT"),
}


@pytest.mark.parametrize("step", BREAKS)
def test_a_commit_that_stops_anywhere_leaves_the_old_generation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, simple("a.md", "alpha", "beta"), simple("b.md", "gamma"))
        before = contents(catalogue)
        with monkeypatch.context() as patch:
            BREAKS[step](_after_embeddings(patch))
            with pytest.raises(_Stopped):
                commit(catalogue, simple("a.md", "delta"), gone=["b.md"])
        assert contents(catalogue) == before
    with Catalogue.open_reader(tmp_path) as catalogue:
        assert contents(catalogue) == before
    with Catalogue.open_writer(tmp_path) as catalogue:
        assert [path.name for path in tmp_path.glob("vectors-*")] == ["vectors-1.faiss"]
        commit(catalogue, simple("a.md", "delta"), gone=["b.md"])
        assert (found_bodies(catalogue, "alpha delta gamma"), catalogue.generation) == (
            ["delta"],
            2,
        )


def _after_embeddings(patch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Let embeddings be kept first: they are a transaction of their own."""
    put = Catalogue.put_embeddings
    run = Database.run

    def unbroken(self: Catalogue, *arguments: object) -> None:
        broken, Database.run = Database.run, run  # type: ignore[method-assign]  # for one call
        try:
            put(self, *arguments)  # type: ignore[arg-type]  # passed through
        finally:
            Database.run = broken  # type: ignore[method-assign]  # back again

    patch.setattr(Catalogue, "put_embeddings", unbroken)
    return patch


def test_a_full_disk_is_told_in_words_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, simple("a.md", "alpha"))
        before = contents(catalogue)
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(UnwritableIndexError, match="No space left") as caught:
                commit(catalogue, simple("a.md", "delta"))
        assert "--index-dir" in caught.value.hint
        assert contents(catalogue) == before


def test_a_full_database_is_told_in_words(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, simple("a.md", "alpha"))
        before = contents(catalogue)
        pages = catalogue.database.rows("PRAGMA page_count")[0][0]
        catalogue.database.rows(f"PRAGMA max_page_count = {pages + 1}")
        with pytest.raises(UnwritableIndexError, match="full"):
            commit(catalogue, simple("b.md", *(f"word{n} " * 500 for n in range(20))))
        assert contents(catalogue) == before


@pytest.mark.skipif(sys.platform != "linux", reason="names open files by /proc")
def test_files_are_durable_before_they_are_named_and_swept_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace, unlink, run = os.fsync, os.replace, Path.unlink, Database.run

    def flushing(handle: int) -> None:
        done.append(f"flush {Path(f'/proc/self/fd/{handle}').readlink().name}")
        fsync(handle)

    def renaming(old: Path, new: Path) -> None:
        done.append(f"rename {Path(new).name}")
        replace(old, new)

    def deleting(path: Path, *, missing_ok: bool = False) -> None:
        done.append(f"delete {path.name}")
        unlink(path, missing_ok=missing_ok)

    def running(self: Database, statement: str, values: tuple[()] = ()) -> int:
        if statement.startswith(("COMMIT", "BEGIN")):
            done.append(statement)
        return run(self, statement, values)

    with Catalogue.open_writer(tmp_path) as catalogue:
        assert catalogue.database.rows("PRAGMA synchronous") == [(2,)]
        assert catalogue.database.rows("PRAGMA journal_mode") == [("wal",)]
        commit(catalogue, simple("a.md", "alpha"))
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", flushing)
            patch.setattr(os, "replace", renaming)
            patch.setattr(Path, "unlink", deleting)
            patch.setattr(Database, "run", running)
            commit(catalogue, simple("a.md", "alpha"))
    assert done == [
        "BEGIN IMMEDIATE",  # the embeddings, none here
        "COMMIT",
        "BEGIN IMMEDIATE",
        "delete vectors-2.faiss.tmp",  # of a killed run, none here
        "flush vectors-2.faiss.tmp",
        "rename vectors-2.faiss",
        f"flush {tmp_path.name}",
        "COMMIT",
        "delete vectors-1.faiss",
    ]


WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from store_examples import commit, simple
from kblink.store.catalogue import Catalogue
with Catalogue.open_writer(Path(sys.argv[1])) as catalogue:
    number = catalogue.generation
    print("open", flush=True)
    while True:
        number += 1
        bodies = [f"alpha word{number} part{part}" for part in range(1 + number % 20)]
        commit(catalogue, simple(f"{number % 3}.md", *bodies))
"""


def test_a_writer_killed_at_any_moment_leaves_one_whole_generation(tmp_path: Path) -> None:
    moments = random.Random(5)
    generation = 0
    for _ in range(5):
        here = str(Path(__file__).parent)
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), here], stdout=subprocess.PIPE
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"open\n"
            time.sleep(moments.uniform(0.02, 0.4))
            child.send_signal(signal.SIGKILL)
        for opened in (Catalogue.open_reader(tmp_path), Catalogue.open_writer(tmp_path)):
            with opened as catalogue:
                assert catalogue.generation >= generation
                generation = catalogue.generation
                _assert_whole(catalogue)
        if generation:
            names = [path.name for path in tmp_path.glob("vectors-*")]
            assert names == [f"vectors-{generation}.faiss"]
    assert generation > 5


def _assert_whole(catalogue: Catalogue) -> None:
    if catalogue.generation == 0:
        return
    vectors = catalogue.vectors()
    vectors.verify()
    stored = catalogue.sections(catalogue.section_ids_at(range(len(vectors))))
    hits = catalogue.keyword_search("alpha", 1000)
    assert {number for number, _ in hits} == set(stored)
    newest = f"{catalogue.generation % 3}.md"
    bodies = [section.body for section in catalogue.note_sections(newest)]
    count = 1 + catalogue.generation % 20
    assert bodies == [f"alpha word{catalogue.generation} part{part}" for part in range(count)]
    assert catalogue.database.rows("PRAGMA integrity_check") == [("ok",)]


def test_a_reader_goes_on_while_another_writes(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as writer:
        commit(writer, simple("a.md", "alpha", "beta"))
        with Catalogue.open_reader(tmp_path) as reader:
            with reader.snapshot():
                before = contents(reader)
                commit(writer, simple("a.md", "gamma"), simple("b.md", "delta"))
                commit(writer, simple("c.md", "delta"))
                assert not (tmp_path / "vectors-1.faiss").exists()
                assert contents(reader) == before
                assert reader.generation == 1
            assert reader.generation == 3
            assert contents(reader) == contents(writer)


def test_a_snapshot_sees_one_generation_though_its_vectors_are_swept(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as writer:
        commit(writer, simple("a.md", "alpha", "beta"))
        before = contents(writer)
        with Catalogue.open_reader(tmp_path) as reader, reader.snapshot():
            commit(writer, simple("a.md", "gamma"))
            assert not (tmp_path / "vectors-1.faiss").exists()
            assert contents(reader) == before


def test_a_snapshot_inside_a_snapshot_is_the_same(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as writer:
        commit(writer, simple("a.md", "alpha"))
        with Catalogue.open_reader(tmp_path) as reader, reader.snapshot():
            with reader.snapshot():
                commit(writer, simple("a.md", "gamma"))
                assert reader.generation == 1
            assert reader.generation == 1


def test_many_readers_during_many_commits_see_whole_generations(tmp_path: Path) -> None:
    failures: list[KblinkError] = []
    with Catalogue.open_writer(tmp_path) as writer:
        commit(writer, simple("a.md", "alpha one"))
        stop = threading.Event()

        def read() -> None:
            try:
                while not stop.is_set():
                    with Catalogue.open_reader(tmp_path) as reader, reader.snapshot():
                        assert len(reader.vectors()) == reader.generation
                        assert len(reader.keyword_search("alpha", 99)) == reader.generation
            except CatalogueError as error:
                failures.append(error)

        readers = [threading.Thread(target=read) for _ in range(2)]
        for reader in readers:
            reader.start()
        for number in range(2, 22):
            commit(writer, simple("a.md", *(f"alpha {part}" for part in range(number))))
        stop.set()
        for reader in readers:
            reader.join()
    assert failures == []


def test_a_long_snapshot_does_not_hold_a_writer_up(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as writer:
        commit(writer, simple("a.md", "alpha"))
        with Catalogue.open_reader(tmp_path) as reader, reader.snapshot():
            started = time.perf_counter()
            commit(writer, simple("a.md", "gamma"))
            assert time.perf_counter() - started < 3.0
