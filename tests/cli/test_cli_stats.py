from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from kblink.model import Statistics

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli_fixtures import Outcome

pytest_plugins = ("cli_fixtures",)


def test_facts_and_bars_are_shown(run: Callable[..., Outcome], vault: Path) -> None:
    outcome = run("stats")
    assert outcome.code == 0
    assert outcome.out.replace("\n", "").startswith(f"{vault}  notes        4  ")
    assert "  links        4" in outcome.out
    assert "\nLinks by verdict\n  ok              2  ━━━" in outcome.out
    assert "\nMost wanted: names that no file bears\n  Atention  1  ━━━" in outcome.out


def test_the_json_document_has_every_number(run: Callable[..., Outcome], vault: Path) -> None:
    document = run("stats", "--format", "json").document()
    assert list(document) == ["schema", *(field.name for field in fields(Statistics))]
    assert document["schema"] == "kblink/stats/1"
    assert document["vault"] == str(vault)
    assert document["statuses"] == {"ok": 2, "broken-heading": 1, "broken-note": 1}
    assert document["most_wanted"] == {"Atention": 1}
    assert document["orphans"] == ["Home.md", "поиск/Гибридный поиск.md"]
    assert not (vault / ".kblink").exists()
