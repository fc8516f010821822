"""`kblink suggest`: which phrase of a note should link where."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from kblink.cli import options
from kblink.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kblink.cli.ask_suggestion import SuggestionPrompt
    from kblink.cli.messages import Messages
    from kblink.model import SuggestReport
    from kblink.workspace import Vault

Notes: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(metavar="NOTE", help="Notes by path, or by unique name, title or alias."),
]
All: TypeAlias = Annotated[bool, typer.Option("--all", help="Suggest links for every note.")]
MinConfidence: TypeAlias = Annotated[
    float | None,
    typer.Option(
        "--min-confidence",
        metavar="P",
        help="Only links at least so likely, from 0 to 1. Else 0.5, and 0.9 to be written unasked.",
    ),
]
Limit: TypeAlias = Annotated[
    int | None, typer.Option("--limit", min=1, metavar="N", help="At most N links of each note.")
]
Apply: TypeAlias = Annotated[
    bool,
    typer.Option("--apply", help="Write the links and show the diff; kblink undo takes it back."),
]
Interactive: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--interactive",
        help="Ask about the surest at once and about each other one, then write what was chosen.",
    ),
]
Reject: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--reject",
        metavar="PHRASE[=TARGET]",
        help="Never again suggest this link in NOTE. Repeatable.",
    ),
]
Never: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--never",
        metavar="PHRASE[=TARGET]",
        help="Never again suggest this link in any note. Repeatable.",
    ),
]
Orphans: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--orphans",
        help="Notes that no other note links to, with those that should; NOTE names some of them.",
    ),
]
Duplicates: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--duplicates", help="Notes that say much the same, with the passages that differ."
    ),
]
Tags: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--tags", help="Tags for NOTE, for every note with --all, else for those without any."
    ),
]


@options.with_common
def suggest(
    common: options.Common,
    *,
    notes: Notes = None,
    every: All = False,
    min_confidence: MinConfidence = None,
    limit: Limit = None,
    apply: Apply = False,
    interactive: Interactive = False,
    reject: Reject = None,
    never: Never = None,
    orphans: Orphans = False,
    duplicates: Duplicates = False,
    tags: Tags = False,
    no_refresh: options.NoRefresh = False,
    output_format: options.TableFormat = "rich",
) -> int:
    """Show which phrases of notes should link where, and how likely; --apply writes the links.

    A link is written as the vault writes its links, and the sentence stays as it is. What is
    rejected is kept in .kblink/feedback.jsonl and not suggested again, be the notes renamed.
    """
    writes = bool(apply or interactive or reject or never)
    if orphans or duplicates or tags:
        if orphans + duplicates + tags > 1 or writes or (every and not tags):
            raise UsageError(
                "--orphans, --duplicates and --tags go alone: they write nothing.",
                hint="See kblink suggest --help.",
            )
        asked = _Asked(tuple(notes or ()), limit, output_format, refresh=not no_refresh)
        if orphans:
            return _show_orphans(common, asked)
        if duplicates:
            return _show_duplicates(common, asked)
        return _show_tags(common, asked, min_confidence, every=every)
    if reject or never:
        _require_one_note(notes or (), reject or (), others=every or apply or interactive)
        words = [*_dismissals(reject, never=False), *_dismissals(never, never=True)]
        return _dismiss(common, next(iter(notes or ()), None), words, output_format)
    if bool(notes) == every:
        raise UsageError("Give a NOTE, or --all for all notes.", hint="See kblink suggest --help.")
    from kblink.cli.messages import Messages
    from kblink.cli.opening import make_vault

    with Messages(common) as messages:
        vault = make_vault(common, messages)
        prompt = _prompt(messages, vault) if interactive else None
        report = vault.suggest(
            notes or (),
            min_confidence=min_confidence,
            limit=limit,
            apply=apply or interactive,
            choose=prompt,
            refresh=not no_refresh,
        )
        messages.close()
        _show(vault, report, common, output_format, min_confidence)
    return 0


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of notes as wholes."""

    notes: tuple[str, ...]
    limit: int | None
    output_format: str
    refresh: bool


def _show_orphans(common: options.Common, asked: _Asked) -> int:
    from kblink.cli.suggest_orphans import show_orphans

    return show_orphans(
        common, asked.output_format, notes=asked.notes, limit=asked.limit, refresh=asked.refresh
    )


def _show_duplicates(common: options.Common, asked: _Asked) -> int:
    from kblink.cli.suggest_duplicates import show_duplicates

    if asked.notes:
        raise UsageError("--duplicates is about all notes.", hint="Leave out the names of notes.")
    return show_duplicates(common, asked.output_format, limit=asked.limit, refresh=asked.refresh)


def _show_tags(
    common: options.Common, asked: _Asked, min_confidence: float | None, *, every: bool
) -> int:
    from kblink.cli.suggest_tags import show_tags

    if every and asked.notes:
        raise UsageError("Give a NOTE, or --all for all notes.", hint="See kblink suggest --help.")
    return show_tags(
        common,
        asked.output_format,
        notes=asked.notes,
        every=every,
        min_confidence=min_confidence,
        limit=asked.limit,
        refresh=asked.refresh,
    )


def _require_one_note(notes: Sequence[str], reject: Sequence[str], *, others: bool) -> None:
    if others or len(notes) > 1 or (reject and not notes):
        raise UsageError(
            "--reject goes with one NOTE and nothing else, --never with one at most.",
            hint="See kblink suggest --help.",
        )


def _prompt(messages: Messages, vault: Vault) -> SuggestionPrompt:
    from kblink.cli.ask_suggestion import SuggestionPrompt

    return SuggestionPrompt(messages.close, vault.source_line)


def _show(
    vault: Vault,
    report: SuggestReport,
    common: options.Common,
    output_format: str,
    min_confidence: float | None,
) -> None:
    from kblink.cli.output import hyperlink_root, is_colored, write_json, write_line, write_rendered

    if output_format == "json":
        from kblink.report.json_documents import suggest_document

        write_json(suggest_document(report))
        return
    from kblink.report.edits_diff import diff_lines, left_lines
    from kblink.report.suggest_terminal import suggested_links
    from kblink.report.suggest_text import suggest_summary
    from kblink.suggest.plan import SURE

    if report.applied:
        color = is_colored(common) and sys.stdout.isatty()
        for path, old, new in vault.written_texts(report):
            for line in diff_lines(path, old, new, color=color):
                write_line(line)
    elif report.suggestions or not common.quiet:
        root = hyperlink_root(vault.root)
        write_rendered(
            suggested_links(report.suggestions, line_of=vault.source_line, root=root), common
        )
    if common.quiet:
        return
    if common.verbose:
        for line in left_lines(report.skipped):
            write_line(line)
    for line in suggest_summary(report, SURE if min_confidence is None else min_confidence):
        sys.stderr.write(f"{line}\n")


def _dismissals(
    words: Sequence[str] | None, *, never: bool
) -> Iterator[tuple[str, str | None, bool]]:
    """The phrase, the target where one is named, and whether it is for good."""
    for each in words or ():
        phrase, equals, target = each.rpartition("=")
        yield (phrase, target, never) if equals else (target, None, never)


def _dismiss(
    common: options.Common,
    note: str | None,
    words: Sequence[tuple[str, str | None, bool]],
    output_format: str,
) -> int:
    from kblink.cli.opening import open_vault
    from kblink.cli.output import write_json, write_line
    from kblink.report.json_documents import dismissed_document
    from kblink.report.suggest_text import dismissed_lines

    with open_vault(common) as vault:
        dismissed = [
            item
            for phrase, target, never in words
            for item in vault.dismiss(phrase, note, target, never=never)
        ]
    if output_format == "json":
        write_json(dismissed_document(dismissed))
    elif not common.quiet:
        for line in dismissed_lines(dismissed):
            write_line(line)
    return 0
