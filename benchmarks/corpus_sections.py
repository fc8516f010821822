"""The sections of a real vault as they are embedded, each once."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import TYPE_CHECKING

from kblink.changes import read_notes
from kblink.config import Config
from kblink.differences import scan_vault
from kblink.markdown.sections import Window, split_sections

if TYPE_CHECKING:
    from kblink.markdown.parse import ParsedNote

REPOSITORY = Path(__file__).resolve().parent.parent
AT_ONCE = 256
"""Sections that `kblink index` encodes in one call, shortest first."""
VAULTS = ("data-engineering-wiki", "seed-vault")


def shared_folder() -> Path:
    """Return `$KBLINK_SHARED`, else `../shared`."""
    return Path(os.environ.get("KBLINK_SHARED") or REPOSITORY.parent / "shared")


def corpora_folder() -> Path:
    """Return the folder of real vaults."""
    return shared_folder() / "corpora"


def parsed_notes(root: Path) -> list[ParsedNote]:
    """Return the notes of the vault at `root`, in its order."""
    listing = scan_vault(root, Config(), root / ".kblink")
    read = read_notes(root, listing.notes, {}, lambda _: None)
    return [parsed for _, _, parsed in read.parsed]


def section_texts(root: Path, window: Window) -> list[str]:
    """Return the texts of all sections of the vault at `root`, in its order."""
    sections = (split_sections(parsed, window) for parsed in parsed_notes(root))
    return list({each.digest: each.text for some in sections for each in some}.values())


def blocks(texts: list[str], most: int) -> list[list[str]]:
    """Return at most `most` blocks of texts of like length, as `index` hands them to an encoder.

    They are spread evenly over all lengths.
    """
    ordered = sorted(texts, key=len)
    starts = range(0, len(ordered), AT_ONCE)
    chosen = {round(step * (len(starts) - 1) / max(most - 1, 1)) for step in range(most)}
    return [
        ordered[start : start + AT_ONCE] for place, start in enumerate(starts) if place in chosen
    ]


def sample(texts: list[str], most: int) -> list[str]:
    """Return `most` of the texts, always the same ones."""
    chance = random.Random(0)  # noqa: S311  not for secrets
    return texts if len(texts) <= most else chance.sample(texts, most)
