"""A power loss at any moment of `kblink index`: the short version of `benchmarks/power_loss.py`."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from power_loss import crashes, recorded
from recorded_writes import Disk, Event, strace

if TYPE_CHECKING:
    from pathlib import Path

needs_strace = pytest.mark.skipif(
    strace() is None,
    reason="strace is not installed or may not trace: scripts/install_test_tools.sh",
)


@needs_strace
def test_after_a_power_loss_a_committed_generation_is_there_whole(tmp_path: Path) -> None:
    recording = recorded(tmp_path, notes=6)
    assert len(recording.events) > 100
    assert list(crashes(recording, 150, random.Random(1))) == []


@needs_strace
def test_files_that_are_not_flushed_would_be_seen(tmp_path: Path) -> None:
    recording = recorded(tmp_path, notes=6, flushes=False)
    assert any(crashes(recording, 150, random.Random(1)))


def test_a_disk_keeps_what_was_flushed_and_may_lose_the_rest() -> None:
    disk = Disk()
    for event in (
        Event("create", "a"),
        Event("write", "a", b"old"),
        Event("sync", "a"),
        Event("sync", ""),
        Event("write", "a", b"new"),
        Event("rename", "a", other="b"),
    ):
        disk.apply(event)
    states = {
        tuple(sorted(disk.after_power_loss(random.Random(seed)).items())) for seed in range(200)
    }
    names = {name for state in states for name, _ in state}
    contents = {content for state in states for _, content in state}
    assert names == {"a", "b"}
    assert {b"old", b"new"} <= contents <= {b"old", b"new", b"\0\0\0"}
