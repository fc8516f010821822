"""The short run of `benchmarks/baseline_edits.py`: a real vault edited 200 times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from baseline_edits import edit_and_compare

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("seed", range(3))
def test_no_old_finding_comes_back_and_every_planted_one_is_found(
    shared: Path, tmp_path: Path, seed: int
) -> None:
    corpus = shared / "corpora" / "data-engineering-wiki"
    if not corpus.is_dir():
        pytest.skip(f"no corpus {corpus}")
    outcome = edit_and_compare(corpus, tmp_path, 200, seed)
    assert outcome.came_back == ()
    assert outcome.missed == ()
    assert outcome.old > 100
    assert outcome.planted > 20
    assert outcome.new >= outcome.planted
    assert all(outcome.done[kind] > 5 for kind in ("rename", "move", "write", "take out"))
