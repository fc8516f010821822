"""Weights that were learned are kept in the catalogue, whatever is indexed later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink import Vault
from kblink.store.catalogue import Catalogue
from kblink.store.learned_rows import StoredWeights

if TYPE_CHECKING:
    from pathlib import Path

    from fake_encoder import HashingEncoder


def test_weights_are_kept_over_later_runs_and_replaced_by_newer_ones(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    (tmp_path / "bert.md").write_text("# BERT\n\nAn encoder.\n", "utf-8")
    vault = Vault(tmp_path, encoder=encoder)
    vault.index()
    with Catalogue.open_writer(vault.index_dir) as catalogue:
        assert catalogue.learned("related") is None
        catalogue.keep_learned("related", StoredWeights("1 link", "[1]"))
        catalogue.keep_learned("suggest", StoredWeights("1 link", "[3]"))
        catalogue.keep_learned("related", StoredWeights("2 links", "[2]"))
    vault.index(full=True)
    with Catalogue.open_reader(vault.index_dir) as catalogue:
        assert catalogue.learned("related") == ("2 links", "[2]")
        assert catalogue.learned("suggest") == ("1 link", "[3]")
