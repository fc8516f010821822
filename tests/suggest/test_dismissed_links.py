"""What was dismissed gives way to what is next likely, and stays away whatever notes are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from linked_notes import write_vault

from kblink.suggest import links

if TYPE_CHECKING:
    from pathlib import Path

    from fake_encoder import HashingEncoder

    from kblink import Vault
    from kblink.store.catalogue import Catalogue
    from kblink.suggest.weights import SuggestionWeights

FISH = ("carp", "perch", "tench", "trout", "salmon", "pike", "roach", "bream")
NOTES = {
    **{f"{fish.title()}.md": f"It has scales and {fish} fins.\n" for fish in FISH},
    **{
        f"Day {number}.md": f"On day {number} we saw a [[{fish.title()}|{fish}]] in the lake.\n"
        for number, fish in enumerate(FISH * 2)
    },
    "Carp pond.md": "Still water with reeds around it, and a bench.\n",
    "Old.md": "We swam in the [[Carp pond]] of the village.\n",
    "New.md": "In summer we all went to the carp pond of the village, and saw a pike.\n",
}


@pytest.fixture
def vault(tmp_path: Path, encoder: HashingEncoder) -> Vault:
    return write_vault(tmp_path, NOTES, encoder)


def shown(vault: Vault, note: str) -> list[tuple[str, str]]:
    found = vault.suggest([note], min_confidence=0.0).suggestions
    return sorted((each.link.anchor, each.link.target) for each in found)


def test_what_is_learned_is_kept_until_the_vault_has_grown(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned: list[str] = []
    learn = links.learn_links

    def learn_and_tell(catalogue: Catalogue, key: str, read: links.Read) -> SuggestionWeights:
        learned.append(key)
        return learn(catalogue, key, read)

    monkeypatch.setattr("kblink.suggest.links.learn_links", learn_and_tell)
    vault.index()
    before = vault.suggest(min_confidence=0.0, refresh=False)
    assert len(learned) == 1
    assert vault.suggest(min_confidence=0.0) == before
    assert len(learned) == 2  # what was learned without a refresh was not kept
    assert vault.suggest(min_confidence=0.0) == before
    assert len(learned) == 2
    for number in range(40):
        (vault.root / f"More {number}.md").write_text("Words without a fish.\n")
    vault.suggest()
    assert len(learned) == 3


def test_the_next_likely_takes_its_place(vault: Vault) -> None:
    assert shown(vault, "New.md") == [("carp pond", "Carp pond.md"), ("pike", "Pike.md")]
    vault.dismiss("carp pond", "New.md")
    assert shown(vault, "New.md") == [("carp", "Carp.md"), ("pike", "Pike.md")]
    vault.dismiss("carp", target="Carp", never=True)
    assert shown(vault, "New.md") == [("pike", "Pike.md")]


def test_it_stays_away_after_moves_renames_and_a_new_index(vault: Vault) -> None:
    vault.dismiss("carp pond", "New.md")
    vault.dismiss("carp", "New.md", "Carp")
    vault.mv("New.md", "summer/Last year.md")
    vault.mv("Carp pond.md", "Pond.md")
    vault.index(full=True)
    assert shown(vault, "summer/Last year.md") == [("pike", "Pike.md")]
    (vault.root / "summer" / "Last year.md").rename(vault.root / "Again.md")
    (vault.root / "Carp.md").rename(vault.root / "Common carp.md")
    for file in vault.root.glob("Day *.md"):
        file.write_text(file.read_text().replace("[[Carp|", "[[Common carp|"))
    (vault.root / "More.md").write_text("Another day there was a carp below the bridge.\n")
    vault.index(full=True)
    assert shown(vault, "Again.md") == [("pike", "Pike.md")]
    assert shown(vault, "More.md") == [("carp", "Common carp.md")]
