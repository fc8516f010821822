"""The benchmark of related notes, in short: weights of other vaults, and which ones these are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fake_encoder import HashingEncoder
from grouped_vault import grouped_notes
from related import VAULTS, Studied, prior_of

from kblink import Vault
from kblink.differences import scan_vault
from kblink.rank.vault_mark import vault_mark
from kblink.related.link_model import as_json
from kblink.related.prior import prior_model

if TYPE_CHECKING:
    from pathlib import Path


def study(root: Path, seed: int) -> Studied:
    root.mkdir()
    for path, text in grouped_notes(seed).items():
        (root / path).write_text(text, "utf-8")
    return Studied(Vault(root, encoder=HashingEncoder()))


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Studied]:
    folder = tmp_path_factory.mktemp("vaults")
    return {f"vault {seed}": study(folder / str(seed), seed) for seed in range(2)}


def test_a_vault_teaches_all_links_by_text_and_each_draw_of_hidden_ones_by_all_signals(
    studied: dict[str, Studied],
) -> None:
    vault = studied["vault 0"]
    by_text, whole = vault.lessons()
    assert by_text.wanted == vault.cold.wanted
    assert [lesson.wanted for lesson in whole] == [trial.wanted for trial in vault.trials]
    assert not by_text.comparison.sees_links
    assert all(lesson.comparison.sees_links for lesson in whole)


def test_links_are_found_by_what_another_vault_taught(studied: dict[str, Studied]) -> None:
    here = studied["vault 0"]
    cold, hidden = here.recall(prior_of(studied, "vault 0"))
    assert min(cold, hidden) > 0.9
    assert here.recall(prior_model())[0] < 0.5  # which is of no such vaults


def test_a_vault_that_is_left_out_teaches_nothing(studied: dict[str, Studied]) -> None:
    alone = {"vault 1": studied["vault 1"]}
    assert as_json(prior_of(studied, "vault 0")) == as_json(prior_of(alone))
    assert as_json(prior_of(studied)) != as_json(prior_of(alone))


def test_no_vault_of_the_benchmark_is_measured_by_weights_that_saw_its_links(shared: Path) -> None:
    for name in VAULTS:
        folder = shared / "corpora" / name
        if not folder.is_dir():
            pytest.skip("no corpora")
        vault = Vault(folder)
        notes = scan_vault(vault.root, vault.config, vault.index_dir).notes
        mark = vault_mark(note.path for note in notes)
        assert as_json(prior_model(mark)) != as_json(prior_model())
