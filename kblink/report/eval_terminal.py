"""How good rankers are, as tables for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kblink.report.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kblink.model import Evaluation, Interval, Measured

_NAMES = {"ndcg@5": "nDCG@5", "ndcg@10": "nDCG@10", "mrr": "MRR", "hit@1": "Hit@1"}
_BY_KIND = "ndcg@10"


def eval_summary(evaluation: Evaluation) -> RenderableType:
    """Return a headline, a table of means with their intervals, and one by kind of case.

    The best mean of a column (in the second table: of a row) stands out.
    """
    head = Text(f"{evaluation.overall.cases:,} {evaluation.protocol}", style="bold")
    head.append(f"  {one_line(evaluation.vault)}", style="not bold dim")
    parts: list[RenderableType] = [head, Text(), _by_ranker(evaluation.overall)]
    if evaluation.kinds:
        parts += [Text(), Text(_title(_BY_KIND), style="bold"), _by_kind(evaluation)]
    parts += [Text(), Text("  means, and their 95 % intervals by bootstrap", style="dim")]
    return Group(*parts)


def _by_ranker(measured: Measured) -> Table:
    metrics = list(next(iter(measured.metrics.values())))
    best = {
        metric: max(of_ranker[metric].mean for of_ranker in measured.metrics.values())
        for metric in metrics
    }
    table = _table(["", *map(_title, metrics)])
    for ranker, of_ranker in measured.metrics.items():
        cells = (_cell(of_ranker[metric], best[metric]) for metric in metrics)
        table.add_row(one_line(ranker), *cells)
    return table


def _by_kind(evaluation: Evaluation) -> Table:
    rankers = list(evaluation.overall.metrics)
    table = _table(["", *map(one_line, rankers), "cases"])
    for kind, measured in evaluation.kinds.items():
        intervals = [measured.metrics[ranker][_BY_KIND] for ranker in rankers]
        best = max(interval.mean for interval in intervals)
        cells = (_cell(interval, best) for interval in intervals)
        table.add_row(one_line(kind), *cells, f"{measured.cases:,}")
    return table


def _table(columns: Iterable[str]) -> Table:
    table = Table(box=None, padding=(0, 0, 0, 2), pad_edge=True, header_style="dim")
    for number, name in enumerate(columns):
        table.add_column(name, justify="right" if number else "left", no_wrap=True)
    return table


def _cell(interval: Interval, best: float) -> Text:
    text = Text(f"{interval.mean:.3f}", style="bold" if interval.mean == best else "")
    return text.append(f" {interval.low:.2f}–{interval.high:.2f}", style="not bold dim")


def _title(metric: str) -> str:
    return _NAMES.get(metric, one_line(metric))
