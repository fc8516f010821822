"""`kblink stats`: the numbers of a vault."""

from __future__ import annotations

from kblink.cli import options


@options.with_common
def stats(common: options.Common, *, output_format: options.TableFormat = "rich") -> int:
    """Show the numbers of the vault: notes, links, tags, what is missing."""
    from kblink.cli.opening import open_vault
    from kblink.cli.output import write_json, write_rendered

    with open_vault(common) as vault:
        numbers = vault.stats()
    if output_format == "json":
        from kblink.report.json_documents import stats_document

        write_json(stats_document(numbers))
    else:
        from kblink.report.stats_terminal import stats_summary

        write_rendered([stats_summary(numbers)], common)
    return 0
