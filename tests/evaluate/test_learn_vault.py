"""A vault is learned from once, again where its links have become others, and ranked by that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from grouped_vault import NOTES, group_of, grouped_notes
from linked_notes import write_vault

from kblink.evaluate.learn_vault import LEAST_PAIRS, learn_related
from kblink.related.stored_model import Basis

if TYPE_CHECKING:
    from pathlib import Path

    from fake_encoder import HashingEncoder

    from kblink import Vault


@pytest.fixture
def vault(tmp_path: Path, encoder: HashingEncoder) -> Vault:
    vault = write_vault(tmp_path / "v", grouped_notes(), encoder)
    vault.index()
    return vault


def found_mates(vault: Vault) -> float:
    """The share of notes whose first related one is of their group."""
    answers = dict(vault.related_all(limit=1))
    number = {path: place for place, path in enumerate(sorted(answers))}
    mates = [
        group_of(number[path]) == group_of(number[found[0].path])
        for path, found in answers.items()
        if found
    ]
    return sum(mates) / NOTES


def test_what_is_related_is_learned_from_the_links_of_the_vault(vault: Vault) -> None:
    before = found_mates(vault)
    assert vault.status().learned == 0
    assert learn_related(vault) >= LEAST_PAIRS
    assert vault.status().learned >= LEAST_PAIRS
    assert found_mates(vault) > max(before, 0.9)


def test_it_is_learned_again_only_where_a_quarter_of_the_links_is_new(
    vault: Vault, encoder: HashingEncoder
) -> None:
    learn_related(vault)
    encoded = encoder.encoded
    assert learn_related(vault) == 0
    assert encoder.encoded == encoded
    more = " ".join(f"[[n{number % NOTES:02}]]" for number in range(2 * NOTES))
    (vault.root / "list.md").write_text(more, "utf-8")
    vault.index()
    assert learn_related(vault) > 0
    assert learn_related(vault) == 0


def test_a_vault_of_few_links_keeps_the_weights_that_ship(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    notes = {f"n{number}.md": f"[[n{number + 1}]]\n" for number in range(LEAST_PAIRS)}
    vault = write_vault(tmp_path / "v", notes, encoder)
    vault.index()
    assert learn_related(vault) == 0
    assert vault.status().learned == 0


def test_weights_of_another_encoder_are_not_used(vault: Vault) -> None:
    learn_related(vault)
    stored = vault.learned_related()
    assert not stored.is_outdated
    vault.keep_learned("related", str(Basis(stored.links, "another")), "{}")
    assert vault.learned_related().is_outdated
    assert vault.status().learned == 0


@pytest.mark.parametrize("basis", ["", "x", "-3 key", "9" * 5000, "1.5 key", "٣ key"])
def test_a_basis_that_is_none_is_outdated(vault: Vault, basis: str) -> None:
    learn_related(vault)
    vault.keep_learned("related", basis, "{}")
    assert vault.learned_related().is_outdated
