"""The benchmark of suggestions, in short: what it promises holds on a part of the corpora."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fake_encoder import HashingEncoder
from suggestions import ask, expected_error, fit_prior, pooled, read_corpus, table, written

from kblink.evaluate.calibration import Judged, calibration, curve_measures
from kblink.suggest.weights import SuggestionWeights

if TYPE_CHECKING:
    from pathlib import Path

    from suggestions import Asked, Corpus

NAMES = ("data-engineering-wiki", "foam-docs")


@pytest.fixture(scope="module")
def corpora(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Corpus]:
    folders = [shared / "corpora" / name for name in NAMES]
    if not all(folder.is_dir() for folder in folders):
        pytest.skip("no corpora")
    indexes = tmp_path_factory.mktemp("indexes")
    encoder = HashingEncoder()
    return [read_corpus(folder, indexes / folder.name, encoder) for folder in folders]


@pytest.fixture(scope="module")
def asked(corpora: list[Corpus]) -> dict[str, dict[tuple[str, str], Asked]]:
    one, other = corpora
    return {one.name: ask(one, fit_prior([other]), 1), other.name: ask(other, fit_prior([one]), 1)}


def test_suggestions_are_right_and_as_sure_as_they_say(
    asked: dict[str, dict[tuple[str, str], Asked]],
) -> None:
    together = pooled(asked)
    measured = curve_measures(*together["both", "linked"])
    assert measured["precision@recall0.5"] >= 0.85
    assert measured["precision@confidence0.9"] >= 0.88
    assert calibration(together["both", "linked"].judged, 1).error <= 0.08
    assert calibration(together["both", "anywhere"].judged, 1).error <= 0.08


def test_the_table_has_a_row_for_each_vault_setting_and_way(
    asked: dict[str, dict[tuple[str, str], Asked]],
) -> None:
    rows = [line.split(" | ")[:3] for line in table(asked, 1)][2:]
    assert len(rows) == len(asked) * 2 * 3
    assert ["| foam-docs", "anywhere", "both"] in rows


def test_what_is_written_is_read_again(corpora: list[Corpus]) -> None:
    import json

    weights = fit_prior(corpora)
    read = SuggestionWeights.from_json(json.dumps(written(weights)))
    assert read is not None
    assert read.signs == weights.signs
    assert read.weights == pytest.approx(weights.weights, rel=1e-4)


def test_confidences_that_hold_have_the_error_of_chance() -> None:
    sure = [Judged(0, 1.0, right=True)] * 50
    even = [Judged(0, 0.5, right=True), Judged(0, 0.5, right=False)] * 25
    assert expected_error(sure, 1) == 0.0
    assert 0.03 < expected_error(even, 1) < 0.09
