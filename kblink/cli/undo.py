"""`kblink undo`: take back the last command that edited notes."""

from __future__ import annotations

from kblink.cli import options

REFUSED = 1


@options.with_common
def undo(common: options.Common, *, output_format: options.TableFormat = "rich") -> int:
    """Take back the last fix, mv or suggest that is not taken back yet.

    A file that has changed since is left as it is. Exit code 1: some were.
    """
    from kblink.cli.opening import open_vault
    from kblink.cli.output import write_json, write_line

    with open_vault(common) as vault:
        report = vault.undo()
    if output_format == "json":
        from kblink.report.json_documents import undo_document

        write_json(undo_document(report))
    else:
        from kblink.report.edits_text import undo_lines

        for line in undo_lines(report, quiet=common.quiet):
            write_line(line)
    return REFUSED if report.refused else 0
