"""Several kblinks on one vault, and kblinks that are killed: nothing is lost, nothing waits."""

from __future__ import annotations

import shutil
import signal
import time
from typing import TYPE_CHECKING

import pytest
from kblink_process import start
from sound_note import BROKEN
from vault_state import state

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bad_vault import Outcome

pytest_plugins = ("bad_vault",)


@pytest.mark.parametrize("with_index", [False, True])
def test_a_check_that_is_killed_leaves_nothing_behind(
    vault: Path, index: Path, with_index: bool
) -> None:
    if not with_index:
        shutil.rmtree(index)
    for number in range(3_000):
        (vault / f"n{number}.md").write_text(f"[[n{number + 1}]] [[missing]]\n" * 10)
    before = state(vault)
    stopped = 0
    for delay in (0.2, 0.35, 0.5, 0.7):
        with start("check", "--vault", str(vault)) as process:
            time.sleep(delay)
            stopped += process.poll() is None
            process.send_signal(signal.SIGKILL)
    assert stopped
    assert state(vault) == before


def test_two_checks_agree_and_write_nothing(vault: Path, index: Path) -> None:
    assert index.is_dir()
    before = state(vault)
    with (
        start("check", "--vault", str(vault)) as one,
        start("check", "--vault", str(vault)) as two,
    ):
        outputs = [process.communicate() for process in (one, two)]
    assert outputs[0] == outputs[1]
    assert outputs[0][0].count(BROKEN) == 1
    assert state(vault) == before


def test_of_two_writers_one_writes_and_the_other_says_who_does(
    vault: Path, run: Callable[..., Outcome]
) -> None:
    for number in range(200):
        (vault / f"n{number}.md").write_text(f"# Note {number}\n\nwords of {number}\n")
    with start("index", "--vault", str(vault), delay=0.02) as one:
        while not list(vault.glob(".kblink/write.lock.pid")):
            assert one.poll() is None
            time.sleep(0.01)
        other = run("index")
        meanwhile = run("check"), run("search", "sound", "--no-refresh")
        one.communicate()
    assert one.returncode == 0
    assert other.code == 3
    assert f"Another kblink (process {one.pid}) is writing" in other.said[0]
    assert any(line.startswith(BROKEN) for line in meanwhile[0].lines)
    assert meanwhile[1].code == 3  # nothing was committed yet
    (line,) = meanwhile[1].said
    assert "There is no index" in line
    assert run("status", "--verify").lines[0].startswith("✓ Up to date")


def test_the_last_generation_answers_while_another_kblink_writes(
    index: Path, run: Callable[..., Outcome]
) -> None:
    vault = index.parent
    for number in range(200):
        (vault / f"more{number}.md").write_text(f"# More {number}\n\nmore words of {number}\n")
    before = run("check").lines
    with start("index", "--vault", str(vault), delay=0.02) as one:
        while not list(vault.glob(".kblink/write.lock.pid")):
            assert one.poll() is None
            time.sleep(0.01)
        outcome = run("search", "sound")
        assert outcome.lines[0].endswith("Sound")
        assert outcome.said[-1].endswith("The answer is from the index as it was before.")
        checked = run("check")
        assert checked.lines == before
        assert checked.said == []
        one.communicate()
    assert run("check").said == []


def test_after_a_run_that_was_killed_the_generation_before_it_answers(
    index: Path, run: Callable[..., Outcome]
) -> None:
    vault = index.parent
    before = run("check").lines
    for number in range(200):
        (vault / f"more{number}.md").write_text(f"# More {number}\n\n[[sound]] {number}\n")
    with start("index", "--vault", str(vault), delay=0.02) as one:
        while not list(vault.glob(".kblink/write.lock.pid")):
            assert one.poll() is None
            time.sleep(0.01)
        time.sleep(0.2)
        one.send_signal(signal.SIGKILL)
    for path in vault.glob("more*"):
        path.unlink()
    outcome = run("check")
    assert (outcome.lines, outcome.said) == (before, [])
    assert run("search", "sound", "--no-refresh").code == 0
    assert run("index").code == 0
    assert (run("check").lines, run("check").said) == (before, [])
