from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from store_examples import commit, simple

from kblink.errors import LockedError
from kblink.store.catalogue import Catalogue
from kblink.store.lock import write_lock

if TYPE_CHECKING:
    from pathlib import Path

HOLDER = """
import sys
from pathlib import Path
from kblink.store.catalogue import Catalogue
with Catalogue.open_writer(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told_who_writes_and_readers_read(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, simple("a.md", "alpha"))
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(LockedError, match=f"process {child.pid}"):
            Catalogue.open_writer(tmp_path)
        with pytest.raises(LockedError, match=f"process {child.pid}"), write_lock(tmp_path):
            pass
        with Catalogue.open_reader(tmp_path) as catalogue:
            assert catalogue.generation == 1
        child.kill()
    with Catalogue.open_writer(tmp_path) as catalogue:
        assert catalogue.generation == 1


def test_the_thread_that_holds_the_lock_may_open_a_writer(tmp_path: Path) -> None:
    with write_lock(tmp_path):
        with Catalogue.open_writer(tmp_path):
            pass
        pid = (tmp_path / "write.lock.pid").read_text()
        assert pid == str(os.getpid())
        assert isinstance(_lock_elsewhere(tmp_path), LockedError)
    assert _lock_elsewhere(tmp_path) is None
    assert not (tmp_path / "write.lock.pid").exists()


def _lock_elsewhere(folder: Path) -> BaseException | None:
    caught: list[BaseException] = []

    def attempt() -> None:
        try:
            with write_lock(folder):
                pass
        except LockedError as error:
            caught.append(error)

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    return caught[0] if caught else None


def test_the_lock_is_given_back_when_opening_fails(tmp_path: Path) -> None:
    (tmp_path / "catalogue.db").write_bytes(b"no database" * 1000)
    with pytest.raises(Exception, match="damaged"):
        Catalogue.open_writer(tmp_path)
    assert _lock_elsewhere(tmp_path) is None


def test_a_holder_that_left_no_name_is_still_respected(tmp_path: Path) -> None:
    with write_lock(tmp_path):
        (tmp_path / "write.lock.pid").write_text("?")
        error = _lock_elsewhere(tmp_path)
    assert isinstance(error, LockedError)
    assert "unknown" in error.message
