"""`kblink eval`: how good the answers are on this vault."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from kblink.cli import options
from kblink.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.cli.messages import Messages
    from kblink.evaluate.golden import GoldenQuery
    from kblink.model import Evaluation
    from kblink.workspace import Vault


class Protocol(StrEnum):
    """The protocols by name, as Typer wants choices that may be given several times."""

    COLD = "cold"
    TRANSDUCTIVE = "transductive"
    INDUCTIVE = "inductive"
    ANCHORED = "anchored"
    QUERIES = "queries"


Protocols: TypeAlias = Annotated[
    list[Protocol] | None,
    typer.Option(
        "--protocol",
        help="What is hidden and to be found again: cold, all links; transductive, a fifth of "
        "them; inductive, those of 15 % of the notes; anchored, those inside sentences, with the "
        "phrase that leads there. Repeatable; else all that apply.",
    ),
]
Queries: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--queries",
        metavar="FILE",
        help="Measure search, by golden queries, one JSON object a line: query, relevant (a grade "
        "of 1 to 3 for each path), id, kind, split.",
    ),
]
Split: TypeAlias = Annotated[
    Literal["dev", "test", "all"],
    typer.Option("--split", help="Which of the golden queries to measure."),
]
Seeds: TypeAlias = Annotated[
    int, typer.Option("--seeds", min=1, metavar="N", help="How often links to hide are drawn.")
]
LeastRecall: TypeAlias = Annotated[
    float | None,
    typer.Option(
        "--min-recall10",
        min=0,
        max=1,
        metavar="X",
        help="Exit with 1 where the fused ranking's recall@10 is less by any protocol.",
    ),
]
Plot: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--plot",
        metavar="FILE",
        help="Write how far the confidences of anchored hold as PNG; needs matplotlib.",
    ),
]

_SHOWN = 5


@options.with_common
def evaluate(
    common: options.Common,
    *,
    protocol: Protocols = None,
    queries: Queries = None,
    split: Split = "all",
    seeds: Seeds = 3,
    min_recall10: LeastRecall = None,
    plot: Plot = None,
    no_refresh: options.NoRefresh = False,
    output_format: options.TableFormat = "rich",
) -> int:
    """Measure how good the answers are: links that are hidden and found again, golden queries."""
    from kblink.cli.messages import Messages
    from kblink.cli.opening import make_vault
    from kblink.evaluate.golden import of_split, read_golden
    from kblink.evaluate.run import Request, below, chosen_protocols, evaluate_vault

    chosen = chosen_protocols(
        [each.value for each in protocol or ()],
        has_queries=queries is not None,
        is_gated=min_recall10 is not None,
        is_plotted=plot is not None,
    )
    if plot is not None:
        from kblink.report.reliability_png import require_plotting

        require_plotting()
    golden = () if queries is None else of_split(read_golden(queries), split, str(queries))
    with Messages(common) as messages:
        vault = make_vault(common, messages)
        if queries is not None:
            _tell_unknown(vault, golden, queries, messages)
        request = Request(chosen, tuple(range(seeds)), golden)
        found = [
            *evaluate_vault(vault, request, refresh=not no_refresh, progress=messages.progress)
        ]
        messages.close()
        _write(found, common, output_format)
        if plot is not None:
            _write_plot(found, plot, str(vault.root))
        short = [] if min_recall10 is None else below(found, min_recall10)
        for name, recall in short:
            messages.notify(f"{name}: recall@10 is {recall:.3f}, less than {min_recall10}.")
    return 1 if short else 0


def _tell_unknown(
    vault: Vault, golden: Sequence[GoldenQuery], file: Path, messages: Messages
) -> None:
    from kblink.evaluate.golden import unknown_notes

    unknown = unknown_notes(golden, vault.note_paths())
    for line, path in unknown[:_SHOWN]:
        messages.notify(f"{file}:{line}: the vault has no note {path!r}; nothing can find it.")
    if len(unknown) > _SHOWN:
        messages.notify(f"{file}: {len(unknown) - _SHOWN} more are missing.")


def _write_plot(found: Sequence[Evaluation], file: Path, root: str) -> None:
    from kblink.cli.check_output import refuse_traps
    from kblink.report.reliability_png import write_reliability

    refuse_traps("--plot", file, root)
    for evaluation in found:
        if evaluation.calibration is not None:
            try:
                with file.open("wb") as stream:
                    write_reliability(evaluation.calibration, stream)
            except OSError as error:
                raise UsageError(f"--plot cannot write {str(file)!r}: {error.strerror}.") from error


def _write(found: Sequence[Evaluation], common: options.Common, output_format: str) -> None:
    if output_format == "json":
        from kblink.cli.output import write_json
        from kblink.report.json_documents import eval_document

        for evaluation in found:
            write_json(eval_document(evaluation), compact=len(found) > 1)
    else:
        from kblink.cli.output import write_rendered
        from kblink.report.eval_terminal import eval_summaries

        write_rendered(eval_summaries(found), common)
