"""Whether confidences hold: precision and recall by confidence, coverage, calibration error."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kblink.model import Calibration, CurvePoint, Interval, ReliabilityBin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

PRECISIONS = (0.75, 0.9, 0.95)
"""At which it is told how much is found."""
RECALL = 0.5
"""At which it is told how much of what is suggested is right."""
CONFIDENT = 0.9
"""A confidence from which it is told how much of what is suggested is right."""
BINS = 10
_THRESHOLDS = tuple(round(0.1 * step, 1) for step in range(10))
_RESAMPLES = 1000
_COVERED = 0.95


class Judged(NamedTuple):
    """A suggestion in a note (its number): how sure it is, and whether it is right."""

    note: int
    confidence: float
    right: bool


def calibration(judged: Sequence[Judged], wanted: int) -> Calibration:
    """Return how far confidences hold; `wanted` counts what there is to be found.

    The error is the expected calibration error over ten bins of equal width, weighted by their
    suggestions. Source: Naeini, Cooper, Hauskrecht, "Obtaining well calibrated probabilities using
    Bayesian binning", AAAI 2015. Coverage is the share of what there is to be found that is found
    at the lowest confidence whose precision is still as high as wanted.
    """
    bins = [
        _bin(number, [each for each in judged if _bin_of(each.confidence) == number])
        for number in range(BINS)
    ]
    total = max(len(judged), 1)
    order = sorted(judged, key=lambda each: -each.confidence)
    curve = [_point(threshold, order, wanted) for threshold in _THRESHOLDS]
    return Calibration(
        error=sum(each.cases / total * abs(each.confidence - each.precision) for each in bins),
        bins=tuple(bins),
        curve=tuple(curve),
    )


def curve_measures(judged: Sequence[Judged], wanted: Mapping[int, int]) -> dict[str, float]:
    """Return the measures of precision and recall; `wanted` counts by note what there is to be
    found."""
    import numpy as np

    table = _table(judged, wanted)
    return _measures(np.ones(len(table.counts)), table)


def curve_intervals(
    judged: Sequence[Judged], wanted: Mapping[int, int], seed: int
) -> dict[str, Interval]:
    """Return the measures of precision and recall with their 95 % intervals over notes; `wanted`
    counts by note what there is to be found.

    Source of the intervals: the bootstrap of `mean_interval`, with 1,000 draws of notes.
    """
    import numpy as np

    table = _table(judged, wanted)
    notes = len(table.counts)
    generator = np.random.default_rng(seed)
    draws = generator.multinomial(notes, np.full(notes, 1 / notes), size=_RESAMPLES)
    drawn = [_measures(draw, table) for draw in draws]
    tails = [(1 - _COVERED) / 2, (1 + _COVERED) / 2]

    def interval(name: str, value: float) -> Interval:
        low, high = np.quantile([draw[name] for draw in drawn], tails)
        return Interval(value, float(low), float(high))

    return {name: interval(name, value) for name, value in curve_measures(judged, wanted).items()}


class _Table(NamedTuple):
    """Suggestions, surest first: the row of the note that each is in, whether it is right, and how
    sure it is; for each note's row what there is to be found."""

    rows: npt.NDArray[np.int64]
    right: npt.NDArray[np.float64]
    confidence: npt.NDArray[np.float64]
    counts: npt.NDArray[np.float64]


def _table(judged: Sequence[Judged], wanted: Mapping[int, int]) -> _Table:
    import numpy as np

    order = sorted(judged, key=lambda each: -each.confidence)
    notes = sorted(wanted)
    row = {note: place for place, note in enumerate(notes)}
    return _Table(
        np.asarray([row[each.note] for each in order], dtype=np.int64),
        np.asarray([each.right for each in order], dtype=np.float64),
        np.asarray([each.confidence for each in order], dtype=np.float64),
        np.asarray([wanted[note] for note in notes], dtype=np.float64),
    )


def _measures(
    draw: npt.NDArray[np.int64] | npt.NDArray[np.float64], table: _Table
) -> dict[str, float]:
    """The measures where each note is there as often as drawn."""
    import numpy as np

    rows, right, confidence, counts = table
    weights = draw[rows].astype(np.float64)
    total = max(float(draw @ counts), 1.0)
    suggested, hits = np.cumsum(weights), np.cumsum(weights * right)
    precision = np.where(suggested > 0, hits / np.maximum(suggested, 1e-12), 1.0)
    recall = hits / total
    # A threshold takes all suggestions of one confidence or none.
    ends = np.append(np.diff(confidence) < 0, True)[: len(confidence)]
    precision, recall, bounds = precision[ends], recall[ends], confidence[ends]
    found = {
        f"coverage@{least}": float(recall[precision >= least].max(initial=0.0))
        for least in PRECISIONS
    }
    found[f"precision@recall{RECALL}"] = float(precision[recall >= RECALL].max(initial=0.0))
    sure = np.flatnonzero(bounds >= CONFIDENT)
    found[f"precision@confidence{CONFIDENT}"] = float(precision[sure[-1]]) if len(sure) else 0.0
    found["recall"] = float(recall[-1]) if len(recall) else 0.0
    return found


def _bin_of(confidence: float) -> int:
    return min(int(confidence * BINS), BINS - 1)


def _bin(number: int, judged: Sequence[Judged]) -> ReliabilityBin:
    cases = len(judged)
    return ReliabilityBin(
        low=number / BINS,
        high=(number + 1) / BINS,
        cases=cases,
        confidence=sum(each.confidence for each in judged) / cases if cases else 0.0,
        precision=sum(each.right for each in judged) / cases if cases else 0.0,
    )


def _point(threshold: float, judged: Sequence[Judged], wanted: int) -> CurvePoint:
    kept = [each.right for each in judged if each.confidence >= threshold]
    right = sum(kept)
    return CurvePoint(
        threshold, right / len(kept) if kept else 0.0, right / wanted if wanted else 0.0, len(kept)
    )
