"""Links are learned from those that are hidden, and from none that is asked for."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
from fake_encoder import HashingEncoder
from grouped_vault import NOTES, group_of, grouped_notes
from linked_notes import write_vault

from kblink.evaluate.learned_links import (
    FUSED,
    Lesson,
    cold_lesson,
    compare_view,
    fit_model,
    fit_prior,
    learned_rankers,
    learned_scores,
    other_lesson,
)
from kblink.evaluate.link_prediction import evaluate_links
from kblink.evaluate.linked_vault import read_linked_vault
from kblink.evaluate.passages import embed_views
from kblink.evaluate.protocols import draw_trial
from kblink.related.features import FEATURE_GROUPS, TEXT_FEATURES
from kblink.related.prior import prior_model

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from kblink.evaluate.linked_vault import LinkedVault
    from kblink.evaluate.protocols import Trial
    from kblink.evaluate.rankers import Scores
    from kblink.evaluate.view import View
    from kblink.related.features import Comparison
    from kblink.workspace import Vault

SEEDS = (0, 1)


class Grouped(NamedTuple):
    """A vault whose links follow its headings, with one cold trial and two transductive ones."""

    vault: Vault
    linked: LinkedVault
    trials: tuple[Trial, Trial, Trial]
    views: tuple[View, View, View]
    by_text: Comparison
    whole: tuple[Comparison, Comparison]


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory) -> Grouped:
    vault = write_vault(tmp_path_factory.mktemp("grouped"), grouped_notes(), HashingEncoder())
    linked = read_linked_vault(vault)
    cold = draw_trial(linked, "cold", 0)
    one, other = (draw_trial(linked, "transductive", seed) for seed in SEEDS)
    views = tuple(embed_views(vault, linked, [cold, one, other]))
    assert len(views) == 3
    return Grouped(
        vault,
        linked,
        (cold, one, other),
        views,
        compare_view(views[0], linked, by_text_alone=True),
        (compare_view(views[1], linked), compare_view(views[2], linked)),
    )


def pairs_of(wanted: Mapping[int, AbstractSet[int]]) -> set[tuple[int, int]]:
    return {(min(a, b), max(a, b)) for a, others in wanted.items() for b in others}


# --- lessons --------------------------------------------------------------------------------------


def test_a_cold_lesson_has_no_link_of_the_notes_that_are_asked_about(grouped: Grouped) -> None:
    fold = {0, 5, 20}
    lesson = cold_lesson(grouped.by_text, grouped.linked, fold)
    assert not fold & {note for pair in pairs_of(lesson.wanted) for note in pair}
    assert pairs_of(lesson.wanted) == {
        pair for pair in grouped.linked.pairs if not fold.intersection(pair)
    }
    # That they are no target either says nothing of whether they are linked.
    assert all(lesson.unknown[note] >= fold for note in lesson.wanted)
    assert not any(lesson.linked)


def test_a_lesson_of_another_trial_has_no_link_that_is_asked_for(grouped: Grouped) -> None:
    _, trial, other = grouped.trials
    shared = trial.hidden & other.hidden
    assert shared  # else this shows nothing
    lesson = other_lesson(grouped.whole[1], grouped.views[2], other, trial.hidden)
    assert pairs_of(lesson.wanted) == other.hidden - trial.hidden
    assert pairs_of(lesson.unknown) == trial.hidden
    assert lesson.linked == grouped.views[2].vault.linked


def test_what_is_seen_or_unknown_is_no_example(grouped: Grouped) -> None:
    """A model is the same whatever such a pair is labelled as, or looks like."""
    _, trial, other = grouped.trials
    lesson = other_lesson(grouped.whole[1], grouped.views[2], other, trial.hidden)
    note = next(iter(lesson.wanted))
    ignored = lesson.linked[note] | lesson.unknown.get(note, set())
    assert ignored
    relabelled = replace(
        lesson, wanted={**lesson.wanted, note: lesson.wanted[note] | frozenset(ignored)}
    )
    assert fit_model([relabelled], prior_model()).whole.logistic.weights.tolist() == (
        fit_model([lesson], prior_model()).whole.logistic.weights.tolist()
    )


def test_what_no_lesson_leaves_out_is_learned_from(grouped: Grouped) -> None:
    lesson = cold_lesson(grouped.by_text, grouped.linked, frozenset())
    some = fit_model([lesson], prior_model())
    fewer = fit_model([cold_lesson(grouped.by_text, grouped.linked, {0})], prior_model())
    assert some.pairs == len(grouped.linked.pairs) > fewer.pairs > 0
    assert some.text.logistic.weights.tolist() != fewer.text.logistic.weights.tolist()


# --- cross-fitting --------------------------------------------------------------------------------


def ranked(found: list[dict[str, list[Scores]]], name: str, note: int) -> list[list[float]]:
    """What each draw says for a note in the first trial."""
    return [[float(score) for score in scores(note)] for scores in found[0][name]]


def test_where_all_links_are_hidden_no_note_is_ranked_for_by_its_own(grouped: Grouped) -> None:
    cold, view = grouped.trials[:1], grouped.views[:1]
    found = learned_rankers(grouped.linked, cold, view, SEEDS)
    for note in (0, 9, 20):
        others = frozenset(pair for pair in grouped.linked.pairs if note not in pair)
        without = learned_rankers(replace(grouped.linked, pairs=others), cold, view, SEEDS)
        assert ranked(found, FUSED, note) == ranked(without, FUSED, note)
    assert len(found[0][FUSED]) == len(SEEDS)


def test_a_trial_is_ranked_by_none_of_the_links_that_it_hides(grouped: Grouped) -> None:
    _, trial, other = grouped.trials
    found = learned_rankers(grouped.linked, [trial, other], grouped.views[1:], SEEDS)
    hidden = other.hidden - trial.hidden
    less = replace(other, hidden=hidden)
    without = learned_rankers(grouped.linked, [trial, less], grouped.views[1:], SEEDS)
    for name in ("text", FUSED):
        for note in (0, 9, 20):
            assert ranked(found, name, note) == ranked(without, name, note)


def test_what_looks_at_texts_alone_is_no_ranking_by_links(grouped: Grouped) -> None:
    found = learned_rankers(grouped.linked, grouped.trials[1:], grouped.views[1:], SEEDS)
    assert ranked(found, "text", 0) != ranked(found, FUSED, 0)
    assert ranked(found, "prior", 0) != ranked(found, FUSED, 0)


def test_of_a_single_trial_the_weights_that_ship_are_all_there_is(grouped: Grouped) -> None:
    found = learned_rankers(grouped.linked, grouped.trials[1:2], grouped.views[1:2], SEEDS)
    for note in (0, 20):
        assert ranked(found, FUSED, note) == ranked(found, "prior", note)


def test_the_same_seeds_give_the_same_rankings(grouped: Grouped) -> None:
    one, again = (
        learned_rankers(grouped.linked, grouped.trials[:1], grouped.views[:1], SEEDS)
        for _ in range(2)
    )
    other = learned_rankers(grouped.linked, grouped.trials[:1], grouped.views[:1], (7, 8))
    assert ranked(one, FUSED, 3) == ranked(again, FUSED, 3) != ranked(other, FUSED, 3)


# --- what is learned ------------------------------------------------------------------------------


def test_what_was_learned_beats_what_learns_nothing(grouped: Grouped) -> None:
    (found,) = evaluate_links(grouped.vault, grouped.linked, ["cold"], SEEDS)
    means = {name: each["recall@10"].mean for name, each in found.overall.metrics.items()}
    assert means[FUSED] > max(mean for name, mean in means.items() if name != FUSED)


def test_planted_links_are_told_from_others(grouped: Grouped) -> None:
    model = fit_model([cold_lesson(grouped.by_text, grouped.linked, frozenset())], None)
    scores = learned_scores(grouped.by_text, model, by_text=True)
    found = {note: scores(note) for note in range(NOTES)}
    inside, outside = (
        [
            float(found[one][other])
            for one, other in permutations(found, 2)
            if (group_of(one) == group_of(other)) == together
        ]
        for together in (True, False)
    )
    better = [one > other for one in inside for other in outside]
    assert sum(better) / len(better) > 0.95


def test_what_there_is_nothing_to_learn_from_is_the_prior(grouped: Grouped) -> None:
    assert fit_model([], prior_model()) is prior_model()
    nothing = Lesson(grouped.by_text, {}, [frozenset[int]()] * NOTES, {})
    assert fit_model([nothing], prior_model()) is prior_model()


def test_trees_are_grown_where_there_is_enough_to_learn_from(
    grouped: Grouped, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = other_lesson(grouped.whole[0], grouped.views[1], grouped.trials[1], frozenset())
    right = 2 * len(grouped.trials[1].hidden)
    monkeypatch.setattr("kblink.evaluate.learned_links.LEAST_FOR_TREES", right + 1)
    few = fit_model([lesson], prior_model())
    assert few.text.trees is few.whole.trees is None
    monkeypatch.setattr("kblink.evaluate.learned_links.LEAST_FOR_TREES", 1)
    some = fit_model([lesson], prior_model())
    assert some.text.trees is not None
    assert some.whole.trees is not None
    nothing_wanted = replace(lesson, wanted=dict.fromkeys(lesson.wanted, frozenset[int]()))
    assert fit_model([nothing_wanted], prior_model()).whole.trees is None


def test_lessons_of_text_alone_leave_the_weights_of_links_as_they_were(grouped: Grouped) -> None:
    prior = prior_model()
    by_text = cold_lesson(grouped.by_text, grouped.linked, frozenset())
    _, trial, _ = grouped.trials
    whole = other_lesson(grouped.whole[0], grouped.views[1], trial, frozenset())
    model = fit_model([by_text], prior)
    assert model.whole is prior.whole
    assert model.text.logistic.weights.tolist() != prior.text.logistic.weights.tolist()
    assert (
        fit_model([whole], prior).whole.logistic.weights.tolist()
        != prior.whole.logistic.weights.tolist()
    )


def test_each_vault_counts_the_same_for_a_prior_however_many_links_it_has(grouped: Grouped) -> None:
    by_text = cold_lesson(grouped.by_text, grouped.linked, frozenset())
    one, other = (
        other_lesson(comparison, view, trial, frozenset())
        for comparison, view, trial in zip(
            grouped.whole, grouped.views[1:], grouped.trials[1:], strict=True
        )
    )
    # A vault that teaches the opposite: what is linked is what is not.
    contrary = replace(
        other,
        wanted={
            note: frozenset(range(NOTES)) - {note} - some for note, some in other.wanted.items()
        },
    )
    _, features = grouped.whole[0].compared(0)

    def whole(*vaults: list[Lesson]) -> list[float]:
        model = fit_prior([(by_text, lessons) for lessons in vaults])
        assert len(model.text.logistic.center) == TEXT_FEATURES
        return [float(each) for each in model.probabilities(features, has_links=True)]

    even = whole([one], [contrary])
    often = np.abs(np.subtract(whole([one] * 5, [contrary]), even)).mean()
    several = np.abs(np.subtract(whole([one], [one], [one], [contrary]), even)).mean()
    assert often < several / 3


def test_text_alone_is_ranked_by_the_weights_of_text(grouped: Grouped) -> None:
    whole = grouped.whole[0]
    model = prior_model()
    rows, features = whole.compared(0)
    assert whole.has_links(0)
    by_text = learned_scores(whole, model, by_text=True)(0)
    by_all = learned_scores(whole, model, by_text=False)(0)
    assert by_text[rows].tolist() == model.probabilities(features, has_links=False).tolist()
    assert by_all[rows].tolist() == model.probabilities(features, has_links=True).tolist()
    assert by_text[0] == by_all[0] == -np.inf


def test_the_view_without_links_shows_no_folder_and_no_tag(grouped: Grouped) -> None:
    assert not grouped.by_text.sees_links
    _, features = grouped.by_text.compared(0)
    assert features.shape[1] == TEXT_FEATURES
    _, with_links = grouped.whole[0].compared(0)
    assert with_links.shape[1] == len(FEATURE_GROUPS)
