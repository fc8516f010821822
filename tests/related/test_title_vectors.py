"""Titles are encoded once, by the encoder of the index alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from fake_encoder import HashingEncoder
from small_catalogue import SmallNote, small_catalogue

from kblink import Vault
from kblink.related.title_vectors import known_titles
from kblink.store.commit import encoder_key

if TYPE_CHECKING:
    from pathlib import Path

KEY = encoder_key(HashingEncoder().identity)
NOTES = [SmallNote("a.md", "Owls", (("Text", "They hunt."),))]


def test_titles_have_unit_vectors_of_their_own(tmp_path: Path) -> None:
    encoder = HashingEncoder()
    with small_catalogue(tmp_path / "i", NOTES, encoder) as catalogue:
        found = known_titles(catalogue, KEY, ["Owls", "Hawks", "Owls"], encoder)
    assert set(found.vectors) == {"Owls", "Hawks"}
    (wanted,) = encoder.encode(["Owls"])
    assert found.vectors["Owls"] == pytest.approx(wanted, abs=1e-3)
    assert all(np.linalg.norm(each) == pytest.approx(1) for each in found.vectors.values())
    assert len(found.made) == 2


def test_without_an_encoder_a_title_is_like_nothing(tmp_path: Path) -> None:
    with small_catalogue(tmp_path / "i", NOTES, HashingEncoder()) as catalogue:
        found = known_titles(catalogue, KEY, ["Owls"], None)
    assert found.vectors["Owls"].tolist() == [0.0] * HashingEncoder().identity.dimension
    assert found.made == {}


def test_titles_that_were_encoded_are_not_encoded_again(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.md").write_text(f"# Title {name}\n\nText {name}.\n", "utf-8")
    vault = Vault(tmp_path, encoder=encoder)
    first = vault.related("a")
    encoded = encoder.encoded
    assert vault.related("a") == first
    assert encoder.encoded == encoded
