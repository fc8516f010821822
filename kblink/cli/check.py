"""`kblink check`: find links that lead nowhere, and what else is wrong."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from kblink.cli import options
from kblink.errors import UnknownNoteError, UsageError
from kblink.model import is_note

Notes: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(metavar="NOTE", help="Report on these notes only; the vault is read whole."),
]
Format: TypeAlias = Annotated[
    Literal["rich", "text", "json", "sarif", "junit", "github", "markdown", "html"] | None,
    typer.Option("--format", help="Else rich on a terminal, text (one line each) off it."),
]
Output: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--output", metavar="FORMAT=FILE", help="Write FILE too. Repeatable."),
]
FailOn: TypeAlias = Annotated[
    Literal["error", "warning", "note", "never"] | None,
    typer.Option("--fail-on", help="Exit with 1 from this severity on. Else error."),
]
ShownFrom: TypeAlias = Annotated[
    Literal["error", "warning", "note"] | None,
    typer.Option("--severity", help="Show findings from this severity on."),
]
AllLinks: TypeAlias = Annotated[
    bool, typer.Option("--all-links", help="Add every link and its verdict to the JSON.")
]
WriteBaseline: TypeAlias = Annotated[
    Path | None,
    typer.Option("--write-baseline", metavar="FILE", help="Write all findings to FILE; exit 0."),
]
BaselineFile: TypeAlias = Annotated[
    Path | None,
    typer.Option("--baseline", metavar="FILE", help="Leave out findings that FILE knows."),
]
ChangedSince: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--changed-since",
        metavar="REV",
        help="Only what has to do with changes since a git revision, uncommitted ones too.",
    ),
]
External: TypeAlias = Annotated[
    bool,
    typer.Option("--external", help="Request web links, too. Nothing is requested without it."),
]


@options.with_common
def check(
    common: options.Common,
    *,
    place: options.VaultArgument = None,
    notes: Notes = None,
    output_format: Format = None,
    output: Output = None,
    fail_on: FailOn = None,
    severity: ShownFrom = None,
    all_links: AllLinks = False,
    write_baseline: WriteBaseline = None,
    baseline: BaselineFile = None,
    changed_since: ChangedSince = None,
    external: External = False,
) -> int:
    """Find links that lead nowhere, and other faults.

    Writes nothing into the vault, needs no index, and asks nothing of any network unless told to.
    """
    from kblink.check.processes import uncollected
    from kblink.cli.check_output import CheckView, read_output, write_file, write_stdout
    from kblink.cli.known_findings import keep_baseline, read_known
    from kblink.cli.opening import open_vault
    from kblink.external.manner import Manner
    from kblink.report.severities import reaches

    files = [read_output(words) for words in output or ()]
    folder, names = split_places(common.vault, place, notes or [])
    known = read_known(baseline)
    with open_vault(common, folder) as vault:
        try:
            report = vault.check(
                names,
                all_links=all_links,
                only_findings=not all_links,
                changed_since=changed_since,
                external=Manner() if external else None,
            )
        except UnknownNoteError as error:
            if common.vault is None and error.name == place:
                raise _neither(place, str(vault.root)) from error
            raise
        if write_baseline is not None:
            keep_baseline(write_baseline, vault, report, in_part=bool(names or changed_since))
        if known is not None:
            report = vault.without_known(report, known)
    view = CheckView(
        report,
        vault.source_line,
        severity=severity,
        all_links=all_links,
        common=common,
        fail_on=fail_on or vault.config.check.fail_on,
        prefix=vault.repository_prefix,
    )
    with uncollected():
        for name, file in files:
            write_file(name, file, view)
        write_stdout(output_format or ("rich" if sys.stdout.isatty() else "text"), view)
    return int(write_baseline is None and reaches(report.findings, view.fail_on))


def split_places(
    vault: str | None, place: str | None, notes: list[str]
) -> tuple[str | None, list[str]]:
    """Return the vault's folder, None where none is named, and the names of notes.

    `place`, the first argument, is the vault where it is a folder, or can only be meant as one,
    and `vault` (of `--vault`) is absent; else it is the first note. A file outside of the vault
    that the current folder is in names the vault that it is in itself.
    """
    if place is None:
        return vault, notes
    if vault is not None:
        return vault, [place, *notes]
    if _is_folder(Path(place)):
        return place, notes
    return _vault_around(Path(place)), [place, *notes]


def _is_folder(place: Path) -> bool:
    """Whether a folder is there, or an absolute path to nothing that ends like no note."""
    missing = place.is_absolute() and not place.exists()
    return place.is_dir() or (missing and not is_note(place.name))


def _vault_around(file: Path) -> str | None:
    """The vault of a note that is not in the vault around the current folder; None for others."""
    from kblink.workspace import find_vault_root

    path = Path(os.path.realpath(file))
    here = os.path.realpath(find_vault_root(None, Path.cwd()))
    if not is_note(path.name) or path.is_relative_to(here):
        return None
    if not path.is_file():
        return None
    return str(find_vault_root(None, path.parent))


def _neither(place: str, root: str) -> UsageError:
    return UsageError(
        f"{place!r} is neither a folder nor a note of {root}.",
        hint="Name a folder of notes, or a note by its path, file name, title or alias.",
    )
