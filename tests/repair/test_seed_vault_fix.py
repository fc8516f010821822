"""The vault that kblink was asked for, repaired on a copy."""

from __future__ import annotations

import shutil
import stat
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from test_seed_vault import RIGHT_IS_KNOWN, judge

from kblink import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.model import CheckReport, ResolvedLink


@pytest.fixture(scope="module")
def copy(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shared / "corpora" / "seed-vault"
    if not folder.is_dir():
        pytest.skip(f"no corpus {folder}")
    root = tmp_path_factory.mktemp("copy") / "seed-vault"
    shutil.copytree(folder, root, copy_function=shutil.copyfile)
    for file in root.rglob("*"):
        file.chmod(0o755 if file.is_dir() else 0o640)
    return root


def tree(root: Path) -> dict[str, tuple[bytes, int]]:
    return {
        file.relative_to(root).as_posix(): (file.read_bytes(), stat.S_IMODE(file.stat().st_mode))
        for file in root.rglob("*")
        if file.is_file() and ".kblink" not in file.parts
    }


def led(report: CheckReport) -> dict[tuple[str, int, int], ResolvedLink]:
    """Links by the note, line and place in it among the links of that line."""
    found: dict[tuple[str, int, int], ResolvedLink] = {}
    for path, links in report.resolved:
        numbers: Counter[int] = Counter()
        for link in links:
            line = link.link.span.line
            found[path, line, numbers[line]] = link
            numbers[line] += 1
    return found


def test_what_fix_does_with_each_link(copy: Path) -> None:
    before_tree, vault = tree(copy), Vault(copy)
    files = [*before_tree]
    before_report = vault.check(all_links=True)
    before = led(before_report)
    report = vault.fix(apply=True)
    assert report.applied
    after_report = vault.check(all_links=True)
    after = led(after_report)
    assert before.keys() == after.keys()

    outcomes: Counter[str] = Counter()
    for place, old in before.items():
        new = after[place]
        changed = old.link.raw != new.link.raw
        if old.status != "broken-note":
            outcomes["sound, touched"] += changed
            assert new.target == old.target
            continue
        mistake, right = judge(place[0], old.link.target, files)
        if mistake in RIGHT_IS_KNOWN:
            outcomes["known"] += 1
            outcomes["known, repaired rightly"] += changed and new.target.path == right
            outcomes["known, repaired wrongly"] += changed and new.target.path != right
        else:
            outcomes["nothing or several, touched"] += changed
    assert outcomes["known"] == 363
    assert outcomes["known, repaired rightly"] >= 0.95 * 363
    assert outcomes["known, repaired wrongly"] == 0
    assert outcomes["nothing or several, touched"] <= 2
    assert outcomes["sound, touched"] == 0

    counts = [
        Counter((item.code, item.path) for item in each.findings)
        for each in (before_report, after_report)
    ]
    assert not counts[1] - counts[0]

    assert not vault.undo().refused
    assert tree(copy) == before_tree
