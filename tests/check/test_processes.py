"""Work is shared out over processes, and none of it is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kblink import Vault
from kblink.check.files import even_shares
from kblink.check.processes import shared_out
from kblink.model import FileEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


def test_results_come_in_the_order_of_the_shares_from_other_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A library that another test used may have left a thread of its own.
    monkeypatch.setattr("kblink.check.processes.can_fork", lambda: True)
    here = os.getpid()

    def work(share: Sequence[int]) -> tuple[int, bool]:
        return sum(share), os.getpid() == here

    assert shared_out(work, [[1, 2], [3], []]) == [(3, True), (3, False), (0, False)]


def test_the_work_of_a_process_that_dies_is_done_here() -> None:
    here = os.getpid()

    def work(share: Sequence[int]) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), 9)
        return sum(share)

    assert shared_out(work, [[1], [2], [3]]) == [1, 2, 3]


def test_an_error_in_another_process_is_raised_here() -> None:
    def work(share: Sequence[int]) -> int:
        if share[0] == 2:
            raise ValueError(share)
        return share[0]

    with pytest.raises(ValueError, match="2"):
        shared_out(work, [[1], [2]])


KILLED = """
import os, time
from kblink.check.processes import shared_out
here = os.getpid()
def work(share):
    if os.getpid() == here:
        os.kill(here, 9)
    while os.getppid() == here:
        time.sleep(0.01)
    return bytes(1_000_000)  # more than a pipe holds
shared_out(work, [[1], [2], [3]])
"""


def test_no_process_outlives_one_that_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE) as process:
        process.communicate(timeout=30)  # it ends when the last of them has closed the pipe
    assert process.returncode == -9


def test_shares_have_about_as_many_bytes() -> None:
    entries = [FileEntry(f"{size}.md", size, 0) for size in (9, 8, 5, 4, 2, 1)]
    shares = even_shares(entries, 2)
    assert {entry for share in shares for entry in share} == set(entries)
    sizes = [sum(entry.size for entry in share) for share in shares]
    assert abs(sizes[0] - sizes[1]) <= 1


def linked_notes(root: Path) -> Vault:
    for number in range(40):
        links = " ".join(f"[[n{other}#h{other % 3}]]" for other in range(number, 45))
        (root / f"n{number}.md").write_text(f"# h{number % 2}\n\n{links}\n", "utf-8")
    return Vault(root)


def test_a_large_vault_is_checked_the_same_by_one_process_and_by_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = linked_notes(tmp_path).check(all_links=True)
    monkeypatch.setattr("kblink.check.files._WORTH_A_PROCESS", 1)
    monkeypatch.setattr("kblink.check.files.cores", lambda: 3)
    assert Vault(tmp_path).check(all_links=True) == alone


@pytest.mark.parametrize(("most", "processes"), [(39, 1), (40, 3)])
def test_candidates_of_a_huge_vault_are_looked_for_by_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, processes: int
) -> None:
    shares: list[int] = []

    def count(work: Callable[[object], object], found: Sequence[object]) -> list[object]:
        shares.append(len(found))
        return [work(share) for share in found]

    monkeypatch.setattr("kblink.check.run.shared_out", count)
    monkeypatch.setattr("kblink.check.run.cores", lambda: 3)
    monkeypatch.setattr("kblink.check.run._WORTH_A_PROCESS", 1)
    monkeypatch.setattr("kblink.check.run._MOST_COPIED", most)
    assert linked_notes(tmp_path).check().findings
    assert shares == [processes]
