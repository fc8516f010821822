"""`kblink mv`: move or rename, and rewrite every link that would lead elsewhere."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

from kblink.cli import options

Old: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="OLD", help="A note, folder or attachment, or a heading as NOTE#Heading."
    ),
]
New: TypeAlias = Annotated[
    str,
    typer.Argument(metavar="NEW", help="Its new path, an existing folder, or NOTE#New heading."),
]
DryRun: TypeAlias = Annotated[
    bool, typer.Option("--dry-run", help="Show what would be done, and write nothing.")
]
LINKS_LEFT = 1


@options.with_common
def mv(
    common: options.Common,
    *,
    old: Old,
    new: New,
    dry_run: DryRun = False,
    output_format: options.TableFormat = "rich",
) -> int:
    """Move or rename a note, folder, attachment or heading, and rewrite every link to it.

    Nothing is overwritten. `kblink undo` takes it back. Exit code 1: links are left that cannot be
    written so that they lead there.
    """
    from kblink.cli.opening import open_vault
    from kblink.cli.output import write_json, write_line

    with open_vault(common) as vault:
        report = vault.mv(old, new, dry_run=dry_run)
    if output_format == "json":
        from kblink.report.json_documents import edits_document

        write_json(edits_document("mv", report))
    elif not common.quiet:
        from kblink.report.edits_text import move_lines

        for line in move_lines(report, every_link=dry_run or common.verbose):
            write_line(line)
    return LINKS_LEFT if report.skipped else 0
