"""`kblink links`: what a note links to, what links to it, and where it is only named."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

from kblink.cli import options

NoteName: TypeAlias = Annotated[
    str, typer.Argument(metavar="NOTE", help="A note's path, or its unique name, title or alias.")
]


@options.with_common
def links(
    common: options.Common, *, note: NoteName, output_format: options.TableFormat = "rich"
) -> int:
    """Show a note's links, the links to it, and where it is named without one."""
    from kblink.cli.opening import open_vault
    from kblink.cli.output import hyperlink_root, write_json, write_rendered

    with open_vault(common) as vault:
        found = vault.links(note)
    if output_format == "json":
        from kblink.report.json_documents import links_document

        write_json(links_document(found))
    else:
        from kblink.report.links_terminal import note_links_blocks

        root = hyperlink_root(vault.root)
        write_rendered([note_links_blocks(found, root=root)], common)
    return 0
