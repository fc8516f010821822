"""`kblink status`: what the index holds and how fresh it is."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

from kblink.cli import options

Verify: TypeAlias = Annotated[
    bool, typer.Option("--verify", help="Read the whole index first; damage is exit code 3.")
]


@options.with_common
def status(
    common: options.Common,
    *,
    verify: Verify = False,
    output_format: options.TableFormat = "rich",
) -> int:
    """Show what the index holds and how fresh it is."""
    from kblink.cli.opening import open_vault
    from kblink.cli.output import write_json, write_rendered

    with open_vault(common) as vault:
        if verify:
            vault.verify()
        state = vault.status()
    if output_format == "json":
        from kblink.report.json_documents import status_document

        write_json(status_document(state))
    else:
        from kblink.report.status_terminal import status_summary

        write_rendered([status_summary(state)], common)
    return 0
