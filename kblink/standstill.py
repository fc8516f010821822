"""Seeing that nothing has changed since the last run: what most runs do, and nothing else.

It must take little more than the scan of the folder, hence nothing here loads what parses, encodes
or reads notes.
"""

from __future__ import annotations

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
    from kblink.vault.walk import Listing


def report_if_unchanged(
    root: Path, index_dir: Path, config: Config, circumstances: str
) -> IndexReport | None:
    """Report on the index where it is the vault's as it is now; None where there is work to do.

    `circumstances` are what the choice of the encoder hangs on. `seconds` is 0. Raises what opening
    the index raises.
    """
    seen = glance(index_dir)
    if seen is None:
        return None
    made = seen.generation
    fingerprint, _, made_under = made.scan.partition("\n")
    if made.recipe != recipe(config) or made_under != circumstances:
        return None
    listing = scan_vault(root, config, index_dir)
    if not is_unchanged(listing, fingerprint, made.scanned_at_ns):
        return None
    totals = made.totals
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


def scan_mark(listing: Listing, circumstances: str) -> str:
    """Name a scan and the circumstances of a run, for the next run to compare with its own."""
    return f"{listing.fingerprint()}\n{circumstances}"


def left_out(listing: Listing, undecodable: Iterable[tuple[str, str]]) -> tuple[Skipped, ...]:
    """What of a vault is not in its index, or only in part, with the reasons."""
    large = (file for file in listing.files if file.size > LARGE and listing.is_indexed(file))
    return (
        *listing.skipped,
        *(Skipped(file.path, TRUNCATED) for file in large),
        *(Skipped(path, message) for path, message in undecodable),
    )
