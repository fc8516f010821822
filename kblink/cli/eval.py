"""`kblink eval`: how good the answers are on this vault."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from kblink.cli import options
from kblink.errors import UsageError

if TYPE_CHECKING:
    from kblink.model import Evaluation

Queries: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--queries",
        metavar="FILE",
        help="Golden queries, one JSON object a line: query, relevant (a grade of 1 to 3 for each "
        "path), id, kind, split.",
    ),
]
Split: TypeAlias = Annotated[
    Literal["dev", "test", "all"],
    typer.Option("--split", help="Which of the golden queries to measure."),
]

_SHOWN = 5


@options.with_common
def evaluate(
    common: options.Common,
    *,
    queries: Queries = None,
    split: Split = "all",
    no_refresh: options.NoRefresh = False,
    output_format: options.TableFormat = "rich",
) -> int:
    """Measure how good the answers are: golden queries by words, by meaning, and by both."""
    if queries is None:
        raise UsageError("Say what to measure: --queries FILE.", hint="See kblink eval --help.")
    evaluation = _answer(common, queries, split, refresh=not no_refresh)
    if output_format == "json":
        from kblink.cli.output import write_json
        from kblink.report.json_documents import eval_document

        write_json(eval_document(evaluation))
    else:
        from kblink.cli.output import write_rendered
        from kblink.report.eval_terminal import eval_summary

        write_rendered([eval_summary(evaluation)], common)
    return 0


def _answer(common: options.Common, file: Path, split: str, *, refresh: bool) -> Evaluation:
    from kblink.cli.messages import Messages
    from kblink.cli.opening import make_vault
    from kblink.evaluate.golden import of_split, read_golden, unknown_notes
    from kblink.evaluate.queries import evaluate_queries

    golden = of_split(read_golden(file), split, str(file))
    with Messages(common) as messages:
        vault = make_vault(common, messages)
        unknown = unknown_notes(golden, vault.note_paths())
        for line, path in unknown[:_SHOWN]:
            messages.notify(f"{file}:{line}: the vault has no note {path!r}; nothing can find it.")
        if len(unknown) > _SHOWN:
            messages.notify(f"{file}: {len(unknown) - _SHOWN} more are missing.")
        return evaluate_queries(vault, golden, refresh=refresh)
