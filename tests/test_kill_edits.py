"""Kills and power losses of a move: the short version of `benchmarks/kill_edits.py`."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from kill_edits import WORDS, campaign, power_losses, write_vault

if TYPE_CHECKING:
    from pathlib import Path


def test_a_killed_move_is_taken_back_whole(quick_folder: Path) -> None:
    write_vault(quick_folder / "vault", 60)
    found = campaign(quick_folder / "vault", WORDS, 8, random.Random(5))
    assert found.total() == 8
    assert found["taken back"], "the kills came too early or too late to show anything"


def test_after_a_power_loss_all_is_old_or_all_is_new(quick_folder: Path) -> None:
    assert [*power_losses(quick_folder, 120, random.Random(1))] == []


def test_files_that_are_not_flushed_would_be_seen(quick_folder: Path) -> None:
    assert any(power_losses(quick_folder, 120, random.Random(1), flushes=False))
