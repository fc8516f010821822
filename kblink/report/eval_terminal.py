"""How good rankers are, as tables for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kblink.report.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kblink.model import Calibration, Evaluation, Interval, Measured, ReliabilityBin

_NAMES = {
    "recall@10": "Recall@10",
    "ndcg@5": "nDCG@5",
    "ndcg@10": "nDCG@10",
    "mrr": "MRR",
    "hit@1": "Hit@1",
    "coverage@0.75": "found at 0.75",
    "coverage@0.9": "at 0.9",
    "coverage@0.95": "at 0.95",
    "precision@recall0.5": "half found",
}
_FOUND = (
    "found at P: the share of the links that is found while a share P of suggestions is right; "
    "half found: the share that is right while half of the links are found"
)
_HIDDEN = {
    "cold": "all links hidden",
    "transductive": "a fifth of the links hidden",
    "inductive": "all links of 15 % of the notes hidden",
    "anchored": "links inside sentences hidden, in a fifth of the notes at a time",
}
"""What a protocol measures the notes with."""
_FIRST_MEASURES = ("recall@10", "ndcg@10")
"""What is compared by kind, the first that there is."""
_LEFT_OUT = frozenset({"recall", "recall@5", "precision@confidence0.9"})
_LEFT_OUT_WITH_RECALL = _LEFT_OUT | {"ndcg@5"}
"""A terminal is narrow."""
_PLOT_WIDTH = 40
_BAR, _ROOM, _MARK = "━", "·", "│"


def eval_summaries(evaluations: Iterable[Evaluation]) -> Iterator[RenderableType]:
    """Yield the summary of each, a blank line between two, and a word on all at the end."""
    for number, evaluation in enumerate(evaluations):
        if number:
            yield Text()
        yield eval_summary(evaluation)
    yield Text()
    yield Text("  means, and their 95 % intervals by bootstrap", style="dim")


def eval_summary(evaluation: Evaluation) -> RenderableType:
    """Return a headline, a table of means with their intervals, and one by kind of case.

    The best mean of a column (in the second table: of a row) stands out.
    """
    measured = evaluation.overall
    hidden = _hidden(evaluation)
    unit = "links" if evaluation.protocol == "anchored" else "notes"
    cases = f"{evaluation.protocol}: {measured.cases:,} {unit}"
    head = Text(cases if hidden else f"{measured.cases:,} {evaluation.protocol}", style="bold")
    head.append(f"  {one_line(evaluation.vault)}", style="not bold dim")
    parts: list[RenderableType] = [head]
    if hidden:
        parts.append(Text(hidden, style="dim"))
    parts += [Text(), _by_ranker(measured)]
    if evaluation.kinds:
        metric = _first_measure(evaluation.overall)
        parts += [Text(), Text(_title(metric), style="bold"), _by_kind(evaluation, metric)]
    if evaluation.calibration is not None:
        parts += _calibration(evaluation.calibration)
    return Group(*parts)


def _hidden(evaluation: Evaluation) -> str:
    """What was hidden and how often; empty where nothing was."""
    hidden, draws = _HIDDEN.get(evaluation.protocol, ""), len(evaluation.seeds)
    if not hidden or evaluation.protocol == "cold" or draws == 1:
        return hidden
    return f"{hidden}, drawn {draws:,} times"


def _first_measure(measured: Measured) -> str:
    metrics = next(iter(measured.metrics.values()))
    return next((metric for metric in _FIRST_MEASURES if metric in metrics), next(iter(metrics)))


def _by_ranker(measured: Measured) -> Table:
    metrics = list(next(iter(measured.metrics.values())))
    left_out = _LEFT_OUT_WITH_RECALL if "recall@10" in metrics else _LEFT_OUT
    metrics = [metric for metric in metrics if metric not in left_out]
    best = {
        metric: max(of_ranker[metric].mean for of_ranker in measured.metrics.values())
        for metric in metrics
    }
    table = _table(["", *map(_title, metrics)])
    for ranker, of_ranker in measured.metrics.items():
        cells = (_cell(of_ranker[metric], best[metric]) for metric in metrics)
        table.add_row(one_line(ranker), *cells)
    return table


def _by_kind(evaluation: Evaluation, metric: str) -> Table:
    rankers = list(evaluation.overall.metrics)
    table = _table(["", *map(one_line, rankers), "cases"])
    for kind, measured in evaluation.kinds.items():
        intervals = [measured.metrics[ranker][metric] for ranker in rankers]
        best = max(interval.mean for interval in intervals)
        cells = (_cell(interval, best) for interval in intervals)
        table.add_row(one_line(kind), *cells, f"{measured.cases:,}")
    return table


def _calibration(calibration: Calibration) -> Iterator[RenderableType]:
    """How far confidences hold, and what is had from each on."""
    yield Text()
    yield Padding(Text(_FOUND, "dim"), (0, 0, 0, 2))
    yield Text()
    yield Text(f"Confidence, and how often it is right (off by {calibration.error:.3f})", "bold")
    plot = _table(["said", "confidence", "right", "suggestions", ""])
    for each in calibration.bins:
        bounds = f"{each.low:.1f}–{each.high:.1f}"
        if each.cases:
            numbers = (f"{each.confidence:.3f}", f"{each.precision:.3f}")
            plot.add_row(bounds, *numbers, f"{each.cases:,}", _bar(each))
        else:
            plot.add_row(bounds, "–", "–", "0", "")
    yield plot
    yield Text(f"  {_BAR} right, {_MARK} said", style="dim")
    yield Text()
    yield Text("Suggestions from a confidence on", "bold")
    table = _table(["confidence", "precision", "recall", "suggestions"])
    for point in calibration.curve:
        table.add_row(
            f"{point.confidence:.1f}",
            f"{point.precision:.3f}" if point.cases else "–",
            f"{point.recall:.3f}",
            f"{point.cases:,}",
        )
    yield table


def _bar(each: ReliabilityBin) -> Text:
    """The share that is right as a bar, with a mark where the confidence says that it ends."""
    long = round(_PLOT_WIDTH * each.precision)
    mark = min(int(_PLOT_WIDTH * each.confidence), _PLOT_WIDTH - 1)
    cells = _BAR * long + _ROOM * (_PLOT_WIDTH - long)
    return Text(cells[:mark] + _MARK + cells[mark + 1 :])


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
