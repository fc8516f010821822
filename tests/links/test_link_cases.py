"""The specification by example: `link_cases.jsonl`, one vault of a few files in each line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kblink import Vault

if TYPE_CHECKING:
    from kblink.model import CheckReport, ResolvedLink

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "link_cases.jsonl").read_text("utf-8").splitlines()
]


def write_vault(root: Path, files: dict[str, str]) -> Vault:
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    return Vault(root)


def links_like(report: CheckReport, source: str, raw: str) -> list[ResolvedLink]:
    return [link for link in dict(report.resolved).get(source, ()) if link.link.raw == raw]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_link_is_understood_as_its_owner_means_it(case: dict[str, Any], tmp_path: Path) -> None:
    expected = case["expect"]
    report = write_vault(tmp_path, case["files"]).check(all_links=True)
    links = links_like(report, case["source"], case["link"])
    if expected["status"] == "ignored":
        assert all(link.status == "ignored" for link in links)
    else:
        assert links, "the link was not seen"
        for link in links:
            assert link.target.kind == expected["kind"]
            assert link.target.path == expected["target"]
            assert link.target.fragment_ok == expected["fragment_ok"]
            # An external link has a status of its own; the cases call it ok.
            assert ("ok" if link.status == "external" else link.status) == expected["status"]
            if "candidates" in expected:
                assert [item.path for item in link.candidates] == expected["candidates"]
    warned = {code for link in links for code in link.warnings}
    warned |= {finding.code for finding in report.findings}
    assert warned >= set(expected.get("warn", ()))
