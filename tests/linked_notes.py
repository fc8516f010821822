"""Small vaults whose links are known by construction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.evaluate.linked_vault import LinkedVault, read_linked_vault
from kblink.workspace import Vault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fake_encoder import HashingEncoder


def write_vault(root: Path, notes: Mapping[str, str], encoder: HashingEncoder) -> Vault:
    root.mkdir(parents=True, exist_ok=True)
    for path, text in notes.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return Vault(root, encoder=encoder)


def read_notes(root: Path, notes: Mapping[str, str], encoder: HashingEncoder) -> LinkedVault:
    return read_linked_vault(write_vault(root, notes, encoder))


def by_path(vault: LinkedVault, others: Mapping[int, frozenset[int]]) -> dict[str, set[str]]:
    """Numbers as paths."""
    return {
        vault.paths[note]: {vault.paths[other] for other in some} for note, some in others.items()
    }


def chain(length: int) -> dict[str, str]:
    """Notes that each link to the next one, in words that only both share."""
    return {
        f"n{number:02}.md": (
            f"Word{number:02} shared{number:02} shared{number + 1:02} again.\n\n"
            f"See [[n{number + 1:02}|anchor{number:02}]] for more.\n"
            if number + 1 < length
            else f"Last shared{number:02}.\n"
        )
        for number in range(length)
    }
