"""`kblink index`: bring the index up to date with the vault."""

from __future__ import annotations

from typing import Annotated

import typer

from kblink.cli import options
from kblink.errors import UsageError


@options.with_common
def index(
    common: options.Common,
    *,
    place: options.VaultArgument = None,
    full: Annotated[
        bool, typer.Option("--full", help="Build it anew; known text is not embedded again.")
    ] = False,
    output_format: options.TableFormat = "rich",
) -> int:
    """Bring the index up to date with the vault."""
    from kblink.cli.opening import open_vault
    from kblink.cli.output import write_json, write_rendered

    if common.vault is not None and place is not None:
        raise UsageError("The vault is given twice.", hint="Leave out the argument or --vault.")
    with open_vault(common, place) as vault:
        report = vault.index(full=full)
    if output_format == "json":
        from kblink.report.json_documents import index_document

        write_json(index_document(report))
    elif not common.quiet:
        from kblink.report.index_terminal import index_summary

        write_rendered([index_summary(report)], common)
    return 0
