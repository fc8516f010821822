"""How well rankers of notes find the links that a protocol hides."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from kblink.evaluate.bootstrap import mean_intervals
from kblink.evaluate.learned_links import learned_rankers
from kblink.evaluate.passages import embed_views
from kblink.evaluate.protocols import draw_trial
from kblink.evaluate.rankers import baselines, best_notes
from kblink.model import Evaluation, Measured, Progress
from kblink.rank.metrics import hit, ndcg, recall, reciprocal_rank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from kblink.evaluate.linked_vault import LinkedVault
    from kblink.evaluate.protocols import LinkProtocol, Trial
    from kblink.evaluate.rankers import Scores
    from kblink.evaluate.view import View
    from kblink.model import Interval
    from kblink.workspace import Vault

Values: TypeAlias = dict[str, dict[str, float]]
"""Of one note: by ranker, then measure."""

DEPTH = 10
"""Notes of each ranking that are looked at."""
MANY_LINKS = 50
"""Notes with more links than this are measured apart, too: they link to everything."""

Learner: TypeAlias = (
    "Callable[[LinkedVault, Sequence[Trial], Sequence[View], Sequence[int]],"
    " list[dict[str, list[Scores]]]]"
)
"""What learns to rank: for the trials of a protocol, what each shows, and the seeds of all draws,
by ranker the scores for each trial; several where what is learned was drawn several times. None of
them has seen a link that its trial asks for."""


def evaluate_links(
    vault: Vault,
    linked: LinkedVault,
    protocols: Sequence[LinkProtocol],
    seeds: Sequence[int],
    *,
    learner: Learner = learned_rankers,
    refresh: bool = True,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Iterator[Evaluation]:
    """Yield for each protocol how good the rankings are by rankers that see no hidden link.

    `linked` are the notes of the vault and what their links join. All notes are ranked, but the
    one that others are ranked for and those that it is seen to be linked with. A note's value is
    the mean over the seeds in which there is something to be found for it; means and intervals are
    over notes. What the `learner` has learned is ranked beside the baselines. Where the vault has
    no links there is nothing to measure, and nothing is yielded.
    """
    if not linked.pairs:
        return
    trials = {
        protocol: [
            draw_trial(linked, protocol, seed)
            for seed in (seeds if protocol != "cold" else seeds[:1])
        ]
        for protocol in protocols
    }
    drawn = [trial for each in trials.values() for trial in each]
    views = iter(embed_views(vault, linked, drawn, refresh=refresh, progress=progress))
    hubs = {note for note, others in enumerate(linked.linked) if len(others) > MANY_LINKS}
    for protocol, some in trials.items():
        shown = [next(views) for _ in some]
        progress(Progress("learning", 0, 1))
        learned = learner(linked, some, shown, seeds)
        values = _mean_values(
            [
                _values(trial, view, scores, progress)
                for trial, view, scores in zip(some, shown, learned, strict=True)
            ]
        )
        kinds = {f"over {MANY_LINKS} links": [value for note, value in values if note in hubs]}
        yield Evaluation(
            vault=linked.root,
            protocol=protocol,
            seeds=tuple(seeds),
            overall=_measured([value for _, value in values], seeds[0]),
            kinds={kind: _measured(some, seeds[0]) for kind, some in kinds.items() if some},
        )


def note_measures(ranked: Sequence[int], wanted: AbstractSet[int]) -> dict[str, float]:
    """Return every measure of one ranking of notes, by name."""
    grades = [int(note in wanted) for note in ranked[:DEPTH]]
    judged = [1] * len(wanted)
    return {
        "recall@5": recall(grades, judged, 5),
        "recall@10": recall(grades, judged, 10),
        "ndcg@5": ndcg(grades, judged, 5),
        "ndcg@10": ndcg(grades, judged, 10),
        "mrr": reciprocal_rank(grades),
        "hit@1": hit(grades, 1),
    }


_MEASURES = tuple(note_measures((), frozenset()))


def _values(
    trial: Trial,
    view: View,
    learned: Mapping[str, Sequence[Scores]],
    progress: Callable[[Progress], None],
) -> dict[int, Values]:
    """Every measure of every ranker for each note of a trial; a baseline that ranks nothing for any
    note has none: there is nothing to see for it."""
    rankers = {**{name: [scores] for name, scores in baselines(view).items()}, **learned}
    found: dict[int, Values] = {}
    heard = {*learned}
    for done, (note, wanted) in enumerate(trial.wanted.items()):
        progress(Progress("ranking", done, len(trial.wanted)))
        skip = {note, *view.vault.linked[note]}
        orders = {
            name: [best_notes(scores(note), skip, DEPTH) for scores in drawn]
            for name, drawn in rankers.items()
        }
        heard.update(name for name, some in orders.items() if any(some))
        found[note] = {
            name: _mean([note_measures(order, wanted) for order in some])
            for name, some in orders.items()
        }
    progress(Progress("ranking", len(trial.wanted), len(trial.wanted)))
    return {
        note: {name: measures for name, measures in values.items() if name in heard}
        for note, values in found.items()
    }


def _mean_values(trials: Sequence[Mapping[int, Values]]) -> list[tuple[int, Values]]:
    """For each note that any trial asked for the means over these."""
    rankers = dict.fromkeys(name for values in trials for note in values.values() for name in note)
    notes = sorted({note for values in trials for note in values})
    return [
        (note, {name: _mean([t[note].get(name) for t in trials if note in t]) for name in rankers})
        for note in notes
    ]


def _mean(measured: Sequence[dict[str, float] | None]) -> dict[str, float]:
    """The means of each measure; a ranker that was not there found nothing."""
    return {
        name: sum(each[name] for each in measured if each) / len(measured) for name in _MEASURES
    }


def _measured(values: Sequence[Values], seed: int) -> Measured:
    names = [(ranker, metric) for ranker, of_ranker in values[0].items() for metric in of_ranker]
    cases = [[value[ranker][metric] for ranker, metric in names] for value in values]
    metrics: dict[str, dict[str, Interval]] = {}
    for (ranker, metric), interval in zip(names, mean_intervals(cases, seed), strict=True):
        metrics.setdefault(ranker, {})[metric] = interval
    return Measured(len(values), metrics)
