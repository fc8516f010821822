"""`kblink suggest --duplicates`: notes that say much the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kblink.cli.options import Common

SHOWN = 10


def show_duplicates(common: Common, output_format: str, *, limit: int | None, refresh: bool) -> int:
    """Show the groups of notes that say much the same: `limit` at most (10 where it is None), or
    all in JSON."""
    from kblink.cli.opening import open_vault
    from kblink.cli.output import hyperlink_root, write_json, write_rendered

    with open_vault(common) as vault:
        groups = vault.duplicates(refresh=refresh)
    if output_format == "json":
        from kblink.report.json_documents import duplicates_document

        write_json(duplicates_document(groups))
    elif groups or not common.quiet:
        from kblink.report.duplicates_terminal import duplicate_groups

        root = hyperlink_root(vault.root)
        shown = duplicate_groups(groups, limit=limit or SHOWN, every=common.verbose, root=root)
        write_rendered([shown], common)
    return 0
