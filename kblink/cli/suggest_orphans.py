"""`kblink suggest --orphans`: what should link to notes that no other note links to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.cli.options import Common

SHOWN = 10


def show_orphans(
    common: Common, output_format: str, *, notes: Sequence[str], limit: int | None, refresh: bool
) -> int:
    """Show the orphans, those of the notes named or all, each with the notes that should link to
    it: `limit` orphans at most (10 where it is None), or all in JSON."""
    from kblink.cli.opening import open_vault
    from kblink.cli.output import hyperlink_root, write_json, write_rendered

    with open_vault(common) as vault:
        found = vault.orphans(notes, refresh=refresh)
    if output_format == "json":
        from kblink.report.json_documents import orphans_document

        write_json(orphans_document(found))
    elif found or not common.quiet:
        from kblink.report.orphans_terminal import orphan_notes

        root = hyperlink_root(vault.root)
        shown = orphan_notes(found, limit=limit or SHOWN, every=common.verbose, root=root)
        write_rendered([shown], common)
    return 0
