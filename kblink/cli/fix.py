"""`kblink fix`: repair links that lead nowhere."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from kblink.cli import options
from kblink.errors import UsageError

if TYPE_CHECKING:
    from kblink.model import EditReport
    from kblink.workspace import Vault

Notes: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(metavar="NOTE", help="Repair the links of these notes only."),
]
Apply: TypeAlias = Annotated[
    bool, typer.Option("--apply", help="Write the repairs; kblink undo takes them back.")
]
MinConfidence: TypeAlias = Annotated[
    float | None,
    typer.Option(
        "--min-confidence",
        metavar="P",
        help="Repair where the best guess is at least so sure, from 0 to 1. Else 0.9.",
    ),
]
CheckOnly: TypeAlias = Annotated[
    bool, typer.Option("--check", help="Write nothing, and exit with 1 if a link can be repaired.")
]
Interactive: TypeAlias = Annotated[
    bool, typer.Option("--interactive", help="Ask about each link, then write what was chosen.")
]
Create: TypeAlias = Annotated[
    bool,
    typer.Option("--create", help="Make the notes that several others link to in vain, as stubs."),
]
Format: TypeAlias = Annotated[
    Literal["diff", "json"], typer.Option("--format", help="A unified diff, or a JSON document.")
]
REPAIRABLE = 1


@options.with_common
def fix(
    common: options.Common,
    *,
    notes: Notes = None,
    apply: Apply = False,
    min_confidence: MinConfidence = None,
    check: CheckOnly = False,
    interactive: Interactive = False,
    create: Create = False,
    output_format: Format = "diff",
) -> int:
    """Repair links that lead nowhere: show how, or write it with --apply.

    A repair keeps the way a link is written, and is made only where the link then leads to the file
    that is meant. `kblink undo` takes repairs back.
    """
    from kblink.cli.ask_link import LinkPrompt
    from kblink.cli.messages import Messages
    from kblink.cli.opening import make_vault

    if check and (apply or interactive):
        raise UsageError("--check writes nothing.", hint="Leave out --apply and --interactive.")
    with Messages(common) as messages:
        vault = make_vault(common, messages)
        report = vault.fix(
            notes or (),
            apply=apply or interactive,
            min_confidence=min_confidence,
            create=create,
            choose=LinkPrompt(messages.close).choose if interactive else None,
        )
        messages.close()
        _show(vault, report, common, output_format)
    return REPAIRABLE if check and (report.rewrites or report.created) else 0


def _show(vault: Vault, report: EditReport, common: options.Common, output_format: str) -> None:
    from kblink.cli.output import is_colored, write_json, write_line

    if output_format == "json":
        from kblink.report.json_documents import edits_document

        write_json(edits_document("fix", report))
        return
    from kblink.report.edits_diff import diff_lines, fix_summary, left_lines

    color = is_colored(common) and sys.stdout.isatty()
    if not report.applied:
        for path, old, new in vault.edited_texts(report):
            for line in diff_lines(path, old, new, color=color):
                write_line(line)
    if common.quiet:
        return
    if common.verbose:
        for line in left_lines(report.skipped):
            write_line(line)
    for line in fix_summary(report):
        sys.stderr.write(f"{line}\n")
