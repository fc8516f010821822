"""Seeing that nothing has changed since the last run: what most runs do, and nothing else.

It must take little more than the scan of the folder, hence nothing here loads what parses, encodes
or reads notes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kblink.differences import is_unchanged, scan_vault
from kblink.model import IndexReport, Skipped
from kblink.recipe import recipe
from kblink.store.glance import glance
from kblink.vault.read import LARGE, TRUNCATED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kblink.config import Config
    from kblink.model import EncoderIdentity
    from kblink.ports import Encoder
    from kblink.vault.walk import Listing


def report_if_unchanged(
    root: Path, index_dir: Path, encoder: Encoder, config: Config
) -> IndexReport | None:
    """Report on the index where it is the vault's as it is now; None where there is work to do.

    `seconds` is 0. Raises what opening the index raises.
    """
    seen = glance(index_dir)
    if seen is None or not is_current(seen.generation.recipe, seen.encoder, encoder, config):
        return None
    listing = scan_vault(root, config, index_dir)
    if not is_unchanged(listing, seen.generation.scan, seen.generation.scanned_at_ns):
        return None
    totals = seen.generation.totals
    return IndexReport(
        vault=str(root),
        notes_total=totals.notes,
        notes_new=0,
        notes_changed=0,
        notes_gone=0,
        sections_total=totals.sections,
        sections_embedded=0,
        sections_reused=totals.sections,
        links_total=totals.links,
        skipped=left_out(listing, seen.undecodable),
        seconds=0.0,
        size=seen.size,
        boilerplate=seen.boilerplate if config.index.boilerplate else (),
    )


def is_current(
    stored_recipe: str, stored_encoder: EncoderIdentity, encoder: Encoder, config: Config
) -> bool:
    """Whether stored rows were made by today's recipe and for this encoder."""
    # What languages an encoder knows tells what its vectors are good for, not what they are.
    identity = replace(encoder.identity, languages=stored_encoder.languages)
    return stored_recipe == recipe(config) and stored_encoder == identity


def left_out(listing: Listing, undecodable: Iterable[tuple[str, str]]) -> tuple[Skipped, ...]:
    """What of a vault is not in its index, or only in part, with the reasons."""
    large = (file for file in listing.files if file.size > LARGE and listing.is_indexed(file))
    return (
        *listing.skipped,
        *(Skipped(file.path, TRUNCATED) for file in large),
        *(Skipped(path, message) for path, message in undecodable),
    )
