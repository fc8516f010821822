"""The benchmark of repairs, in short: what it promises holds on a part of the corpora."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from broken_links import GONE, mistyped, reworded
from fit_confidence import Example, fit
from repair import (
    Question,
    answers,
    ask_all,
    at_level,
    calibration_error,
    fitted,
    gone_share,
    top1,
)

from kblink.links.confidence import Traits, confidences
from kblink.links.confidence_weights import REASONS, WEIGHTS

if TYPE_CHECKING:
    from pathlib import Path

EASY = ("depth", "folder", "case", "extension")


@pytest.fixture(scope="module")
def asked(shared: Path) -> list[Question]:
    vaults = [shared / "corpora" / name for name in ("data-engineering-wiki", "foam-docs")]
    if not all(vault.is_dir() for vault in vaults):
        pytest.skip("no corpora")
    return ask_all(vaults, seed=1, most=15, work=None)


def test_links_are_broken_in_the_same_way_by_the_same_seed(asked: list[Question]) -> None:
    assert len(asked) > 200
    assert all(question.case.broken.link.raw for question in asked)
    kinds = {question.case.kind for question in asked}
    assert {*EASY, "typing error", "deleted", "heading reworded", "block moved"} <= kinds


def test_what_ships_repairs_rightly_and_knows_when(asked: list[Question]) -> None:
    from fit_confidence import Weights

    given = [*answers(asked, Weights(dict(REASONS), dict(WEIGHTS)))]
    for kind in EASY:
        assert top1([answer for answer in given if answer.kind == kind]) >= 0.9
    assert at_level(given, 0.9)[0] >= 0.98
    assert gone_share(given) <= 0.05
    assert calibration_error(given) <= 0.08
    assert {answer.kind for answer in given} & {*GONE}


def test_weights_learned_elsewhere_hold(asked: list[Question]) -> None:
    here = [question for question in asked if question.vault == "foam-docs"]
    there = [question for question in asked if question.vault != "foam-docs"]
    given = [*answers(here, fitted(there))]
    assert at_level(given, 0.9)[0] >= 0.97


def test_a_fit_finds_what_made_the_examples() -> None:
    good, bad = Traits("wrong depth"), Traits("typo")
    examples = [Example((good,), 0, 1.0)] * 95 + [Example((good,), None, 1.0)] * 5
    examples += [Example((bad,), 0, 1.0)] * 20 + [Example((bad,), None, 1.0)] * 80
    weights = fit(examples)
    (of_good,) = confidences([good], weights.reasons, weights.traits)
    (of_bad,) = confidences([bad], weights.reasons, weights.traits)
    assert of_good == pytest.approx(0.95, abs=0.02)
    assert of_bad == pytest.approx(0.2, abs=0.03)


def test_rivals_share_the_confidence() -> None:
    one = confidences([Traits("wrong folder")])
    two = confidences([Traits("wrong folder"), Traits("wrong folder")])
    assert sum(two) < 1
    assert two[0] == two[1] < 0.5 < one[0]


def test_damage_is_one_error() -> None:
    import random

    chance = random.Random(0)
    assert mistyped("ab", chance) is None
    assert mistyped("transformer", chance) != "transformer"
    assert reworded("How it works", chance) != "How it works"
