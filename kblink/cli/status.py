"""`kblink status`: what the index holds and how fresh it is."""

from __future__ import annotations

from kblink.cli import options


@options.with_common
def status(common: options.Common, *, output_format: options.TableFormat = "rich") -> int:
    """Show what the index holds and how fresh it is."""
    from kblink.cli.opening import open_vault
    from kblink.cli.output import write_json, write_rendered

    with open_vault(common) as vault:
        state = vault.status()
    if output_format == "json":
        from kblink.report.json_documents import status_document

        write_json(status_document(state))
    else:
        from kblink.report.status_terminal import status_summary

        write_rendered([status_summary(state)], common)
    return 0
