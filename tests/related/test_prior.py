"""The weights that ship, and those that no vault of theirs is measured by."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest

from kblink.related.features import FEATURE_GROUPS, TEXT_FEATURES
from kblink.related.link_model import as_json
from kblink.related.prior import PRIOR_FILE, prior_model

MARKS = [*json.loads(files("kblink.related").joinpath(PRIOR_FILE).read_text("utf-8"))["without"]]


def test_weights_ship_that_are_of_no_vault_of_the_user() -> None:
    model = prior_model()
    assert len(model.text.logistic.center) == TEXT_FEATURES
    assert len(model.whole.logistic.center) == len(FEATURE_GROUPS)
    assert model.pairs == 0


def test_a_vault_that_is_none_of_theirs_is_ranked_by_what_all_taught() -> None:
    assert as_json(prior_model("0123456789abcdef")) == as_json(prior_model())
    assert as_json(prior_model("")) == as_json(prior_model())


def test_each_of_their_vaults_is_ranked_by_what_the_others_taught() -> None:
    written = {as_json(prior_model(mark)) for mark in MARKS}
    assert len(MARKS) == len(written) == 5
    assert as_json(prior_model()) not in written
    assert all(len(mark) == 16 for mark in MARKS)


@pytest.mark.parametrize("mark", ["", *MARKS])
def test_notes_with_signals_beyond_what_is_usual_are_more_probable(mark: str) -> None:
    model = prior_model(mark)
    features = np.stack(
        [model.whole.logistic.center, model.whole.logistic.center + model.whole.logistic.scale]
    )
    average, above = model.probabilities(features, has_links=True)
    assert 0 < average < 0.5  # most notes are not linked
    assert average < above < 1
