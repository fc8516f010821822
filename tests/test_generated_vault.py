"""The vault that the benchmarks are run on: the same for the same seed, and known to the link."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from generate_vault import Generated, generate

from kblink import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.model import CheckReport

NOTES = 150


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("generated") / "vault"


@pytest.fixture(scope="module")
def made(root: Path) -> Generated:
    return generate(root, NOTES, seed=3)


@pytest.fixture(scope="module")
def report(root: Path, made: Generated) -> CheckReport:
    assert made.notes == NOTES
    return Vault(root).check()


def test_the_same_seed_writes_the_same_files(root: Path, made: Generated, tmp_path: Path) -> None:
    again = generate(tmp_path / "again", NOTES, seed=3)
    assert again == made
    assert _digests(tmp_path / "again") == _digests(root)


def test_another_seed_writes_other_files(root: Path, made: Generated, tmp_path: Path) -> None:
    assert generate(tmp_path / "other", NOTES, seed=4).broken != made.broken
    assert _digests(tmp_path / "other") != _digests(root)


def test_numbers_are_those_promised(made: Generated, report: CheckReport) -> None:
    assert (report.notes, report.links) == (NOTES, 20 * NOTES)
    assert (made.notes, made.links) == (NOTES, 20 * NOTES)
    assert 0.03 < len(made.broken) / made.links < 0.07


def test_every_planted_fault_is_found_and_no_other_error(
    made: Generated, report: CheckReport
) -> None:
    planted = Counter((item.path, item.code, item.raw) for item in made.broken)
    errors = [item for item in report.findings if item.severity == "error"]
    found = Counter((item.path, item.code, item.link) for item in errors)
    assert found == planted


def test_links_are_written_in_many_ways(root: Path, made: Generated) -> None:
    resolved = Vault(root).check(all_links=True).resolved
    links = [item.link for _, links in resolved for item in links]
    assert len(links) == made.links
    kinds = {link.kind for link in links}
    assert kinds == {"wiki", "embed", "markdown", "image", "html", "property"}
    assert any("\\|" in link.raw for link in links)
    assert any((link.fragment or "").startswith("^") for link in links)
    assert any(link.target.startswith("../") for link in links)
    assert any("%" in link.raw and "%" not in link.target for link in links)


def _digests(root: Path) -> dict[str, str]:
    return {
        str(file.relative_to(root)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in root.rglob("*.*")
    }
