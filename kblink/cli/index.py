"""`kblink index`: bring the index up to date with the vault."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from kblink.cli import options
from kblink.errors import UsageError

if TYPE_CHECKING:
    from kblink.model import IndexReport


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
    from kblink.cli.messages import Messages
    from kblink.cli.opening import make_vault
    from kblink.cli.output import write_json
    from kblink.report.index_text import has_changed

    if common.vault is not None and place is not None:
        raise UsageError("The vault is given twice.", hint="Leave out the argument or --vault.")
    with Messages(common) as messages:
        vault = make_vault(common, messages, place)
        report = vault.index(full=full)
        if full or has_changed(report):
            from kblink.evaluate.learn_vault import learn_related

            report = replace(report, learned=learn_related(vault, messages.progress))
    if output_format == "json":
        from kblink.report.json_documents import index_document

        write_json(index_document(report))
    elif not common.quiet:
        _write(report, common)
    return 0


def _write(report: IndexReport, common: options.Common) -> None:
    from kblink.cli.output import write_line, write_rendered
    from kblink.report.index_text import up_to_date_line

    line = None if common.verbose else up_to_date_line(report)
    if line is not None:
        write_line(line)
        return
    from kblink.report.index_terminal import index_summary

    write_rendered([index_summary(report, boilerplate=common.verbose)], common)
