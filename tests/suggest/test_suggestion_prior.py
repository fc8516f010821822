"""What other vaults teach: read only where it does not know the vault itself."""

from __future__ import annotations

import json
from math import isclose
from typing import TYPE_CHECKING

import pytest

from kblink.rank.vault_mark import vault_mark
from kblink.suggest.prior import FILE, prior_for
from kblink.suggest.signs import ALL_SIGNS
from kblink.suggest.weights import SuggestionWeights
from kblink.workspace import Vault

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = json.loads(FILE.read_text("utf-8"))


def test_all_that_is_shipped_is_of_these_signs() -> None:
    for text in (SHIPPED["all"], *SHIPPED["without"].values()):
        weights = SuggestionWeights.from_json(json.dumps(text))
        assert weights is not None
        assert weights.signs == ALL_SIGNS
        assert weights.links > 0


def test_a_vault_that_was_learned_from_gets_what_the_others_taught() -> None:
    any_vault = prior_for(["a.md", "b.md"])
    assert any_vault is not None
    assert any_vault.links == SHIPPED["all"]["links"]
    for text in SHIPPED["without"].values():
        assert text["links"] < SHIPPED["all"]["links"]
        assert not all(map(isclose, text["weights"], SHIPPED["all"]["weights"]))


def test_a_vault_is_known_by_its_paths_in_any_order() -> None:
    assert vault_mark(["b.md", "a/ё.md"]) == vault_mark(["a/ё.md", "b.md"])
    assert vault_mark(["a.md"]) != vault_mark(["a.md", "b.md"])
    assert vault_mark([]) == "e3b0c44298fc1c14"
    assert len(vault_mark(["\udcff.md"])) == 16


def test_the_corpora_are_known(shared: Path) -> None:
    vaults = [shared / "corpora" / name for name in ("foam-docs", "data-engineering-wiki")]
    if not all(vault.is_dir() for vault in vaults):
        pytest.skip("no corpora")
    for vault in vaults:
        paths = Vault(vault).note_paths()
        assert vault_mark(paths) in SHIPPED["without"], vault.name
        found = prior_for(paths)
        assert found is not None
        assert found.links < SHIPPED["all"]["links"]
