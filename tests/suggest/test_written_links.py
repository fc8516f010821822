"""The benchmark of written links, in short: what it promises holds on a part of the corpora."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from written_links import measure, read

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["foam-docs", "quartz-docs"])
def test_links_are_written_as_the_vault_writes_them_and_do_no_harm(shared: Path, name: str) -> None:
    root = shared / "corpora" / name
    if not root.is_dir():
        pytest.skip(f"no {name}")
    found = measure(read(root), links=60, notes=25)
    assert found.same >= 0.8 * found.links
    assert found.put >= 0.4 * found.tried
    assert found.faults == 0
