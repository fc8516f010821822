"""`kblink related`: notes that a note has to do with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypeAlias

import typer

from kblink.cli import options
from kblink.errors import UsageError

NoteName: TypeAlias = Annotated[
    str | None,
    typer.Argument(metavar="NOTE", help="A note's path, or its unique name, title or alias."),
]
All: TypeAlias = Annotated[
    bool, typer.Option("--all", help="For every note, as one JSON document a line.")
]
Unlinked: TypeAlias = Annotated[
    bool, typer.Option("--unlinked", help="Leave out notes that are linked already.")
]
Explain: TypeAlias = Annotated[
    bool,
    typer.Option("--explain", help="Show what each kind of signal adds to a note or takes away."),
]


@options.with_common
def related(
    common: options.Common,
    *,
    note: NoteName = None,
    every: All = False,
    unlinked: Unlinked = False,
    explain: Explain = False,
    limit: options.Limit = 10,
    no_refresh: options.NoRefresh = False,
    output_format: options.TableFormat = "rich",
) -> int:
    """Show the notes that a note has to do with, and why."""
    if (note is None) != every:
        raise UsageError("Give either a NOTE or --all.", hint="See kblink related --help.")
    ask = Ask(limit=limit, unlinked=unlinked, refresh=not no_refresh, explain=explain)
    if every:
        return _for_every_note(common, ask)
    return _for_one_note(common, note or "", ask, output_format)


@dataclass(frozen=True, slots=True)
class Ask:
    """How related notes are to be found, whatever the note is."""

    limit: int
    unlinked: bool
    refresh: bool
    explain: bool


def _for_one_note(common: options.Common, note: str, ask: Ask, output_format: str) -> int:
    from kblink.cli.opening import open_vault
    from kblink.cli.output import hyperlink_root, write_json, write_rendered

    with open_vault(common) as vault:
        # the order matters: a note that the index does not know yet is found once it is refreshed
        found = vault.related(note, limit=ask.limit, unlinked=ask.unlinked, refresh=ask.refresh)
        path = found[0].source.path if found else vault.find_note(note)
    if output_format == "json":
        from kblink.report.json_documents import related_document

        write_json(related_document(path, found))
    elif found or not common.quiet:
        from kblink.report.related_terminal import related_results

        root = hyperlink_root(vault.root)
        results = related_results(path, found, root=root, explain=ask.explain)
        write_rendered([results], common)
    return 0


def _for_every_note(common: options.Common, ask: Ask) -> int:
    from kblink.cli.messages import Messages
    from kblink.cli.opening import make_vault
    from kblink.cli.output import write_json
    from kblink.report.json_documents import related_document

    with Messages(common) as messages:
        vault = make_vault(common, messages)
        answers = vault.related_all(limit=ask.limit, unlinked=ask.unlinked, refresh=ask.refresh)
        for path, found in answers:
            messages.close()
            write_json(related_document(path, found), compact=True)
    return 0
