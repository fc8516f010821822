"""A vault whose web links lead to a server that misbehaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from misbehaving_server import serving

from kblink import Vault
from kblink.external.manner import Manner

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

MANNER = Manner(timeout=0.4, pause=0.01, longest_pause=0.1, private=True)
PATHS = (
    *("ok", "status/404", "status/403", "status/405", "status/429", "status/500", "loop"),
    *("get-only/404", "recovers/503/1", "redirect/301/ok", "redirect/302/ok", "reset", "slow"),
    "redirect/308/status/410",
)


def test_only_what_is_dead_or_moved_for_good_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KBLINK_CACHE", str(tmp_path / "cache"))
    root = tmp_path / "vault"
    root.mkdir()
    with serving() as server:
        lines = [f"[{number}]({server.root}/{path}#x)\n\n" for number, path in enumerate(PATHS)]
        (root / "a.md").write_text("".join(lines), "utf-8")
        said: list[str] = []
        report = Vault(root, notify=said.append).check(external=MANNER)
        found = {
            (PATHS[(each.span.line - 1) // 2], each.code): each
            for each in report.findings
            if each.code.startswith("external")
        }
        again = Vault(root).check(external=MANNER)
    assert set(found) == {
        ("status/404", "external-dead"),
        ("redirect/308/status/410", "external-dead"),
        ("redirect/301/ok", "external-redirect"),
    }
    assert found["redirect/301/ok", "external-redirect"].candidates[0].replacement == (
        f"[9]({server.root}/ok#x)"
    )
    assert said == []
    assert report.web is not None
    assert (report.web.total, report.web.asked) == (len(PATHS), len(PATHS))
    assert {reason for _, reason in report.web.unknown} == {
        *(f"answered with {status}" for status in (403, 405, 429, 500)),
        *("more than 10 redirects", "no answer that can be read", "no answer in time"),
    }
    assert again.findings == report.findings
    assert again.web is not None
    assert again.web.asked == 0
    assert (tmp_path / "cache" / "web.json").is_file()
