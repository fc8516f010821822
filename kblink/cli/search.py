"""`kblink search`: find sections by meaning and by words."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from kblink.cli import options
from kblink.errors import UsageError

if TYPE_CHECKING:
    from kblink.model import Answer, SearchRequest

Query: TypeAlias = Annotated[
    str | None,
    typer.Argument(
        metavar="QUERY",
        help='Words, "a phrase", -not-this. One that begins with - follows --.',
    ),
]
Mode: TypeAlias = Annotated[
    Literal["hybrid", "dense", "keyword"],
    typer.Option("--mode", help="By meaning (dense), by words (keyword), or both."),
]
Tags: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--tag", metavar="TAG", help="Only notes with this tag. Repeatable: with all."),
]
PathGlob: TypeAlias = Annotated[
    str | None, typer.Option("--path", metavar="GLOB", help="Only notes whose path matches.")
]
Since: TypeAlias = Annotated[
    datetime | None,
    typer.Option("--since", formats=["%Y-%m-%d"], help="Only notes of this day or later."),
]
Until: TypeAlias = Annotated[
    datetime | None,
    typer.Option("--until", formats=["%Y-%m-%d"], help="Only notes of this day or earlier."),
]
Per: TypeAlias = Annotated[
    Literal["note", "section"],
    typer.Option("--per", help="What a hit is: a note by its best section, or a section."),
]
Queries: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--queries",
        metavar="FILE",
        help="One query a line, taken literally (- is stdin); one JSON document a line comes out.",
    ),
]

Format: TypeAlias = Annotated[
    Literal["rich", "text", "json"],
    typer.Option("--format", help="A list, plain lines of path:line: text, or one JSON document."),
]


@options.with_common
def search(
    common: options.Common,
    *,
    query: Query = None,
    mode: Mode = "hybrid",
    limit: options.Limit = 10,
    tag: Tags = None,
    path: PathGlob = None,
    since: Since = None,
    until: Until = None,
    per: Per = "note",
    queries: Queries = None,
    no_refresh: options.NoRefresh = False,
    output_format: Format = "rich",
) -> int:
    """Find sections by meaning and by words, best first."""
    from kblink.cli.queries import answer_file
    from kblink.model import SearchRequest, SectionFilter

    if (query is None) == (queries is None):
        raise UsageError("Give either a QUERY or --queries FILE.", hint="See kblink search --help.")
    where = SectionFilter(tuple(tag or ()), path, _day(since), _day(until))
    request = SearchRequest(mode, limit, per, where)
    if queries is not None:
        return answer_file(common, queries, request, refresh=not no_refresh)
    return _answer(common, query or "", request, output_format, refresh=not no_refresh)


def _day(moment: datetime | None) -> str | None:
    return None if moment is None else moment.date().isoformat()


def _answer(
    common: options.Common, query: str, request: SearchRequest, output_format: str, *, refresh: bool
) -> int:
    from kblink.cli.opening import open_vault
    from kblink.cli.output import hyperlink_root, write_json, write_rendered

    with open_vault(common) as vault:
        (answer,) = vault.search_all([query], request, refresh=refresh)
    if output_format == "json":
        from kblink.report.json_documents import search_document

        write_json(search_document(answer))
    elif output_format == "text":
        _write_lines(answer, common)
    elif answer.hits or not common.quiet:
        from kblink.report.search_terminal import search_results

        root = hyperlink_root(vault.root)
        write_rendered([search_results(answer, root=root)], common)
    return 0


def _write_lines(answer: Answer, common: options.Common) -> None:
    """Write a line a hit to stdout; what was corrected is none, and goes to stderr."""
    from kblink.cli.messages import Messages
    from kblink.cli.output import write_line
    from kblink.report.search_text import correction_line, hit_line

    if corrected := correction_line(answer):
        with Messages(common) as messages:
            messages.notify(corrected)
    for hit in answer.hits:
        write_line(hit_line(hit))
