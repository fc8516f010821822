"""The weights by which notes are ranked: from features to the probability of a link."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kblink.rank.boosted_trees import as_lists, from_lists
from kblink.rank.logistic import LogisticModel, sigmoid
from kblink.related.features import FEATURE_GROUPS, TEXT_FEATURES
from kblink.related.signals import GROUPS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from kblink.rank.boosted_trees import BoostedTrees
    from kblink.related.signals import Group

FEATURES_VERSION = 2
"""Counted up where features change, or how they are weighed: weights of another version say nothing
about these."""
_DIGITS = 5
_GREATEST = sys.float_info.max  # whole numbers of JSON have no end


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What a pair of notes is weighed by: a logistic model and, where there was enough to learn
    from, trees, whose log-odds are averaged. They err in different ways: on five vaults both are
    better than either."""

    logistic: LogisticModel
    trees: BoostedTrees | None = None

    def probabilities(self, features: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the probability of each row of features, shape (rows,)."""
        if self.trees is None:
            return self.logistic.probabilities(features)
        return sigmoid((self.logistic.log_odds(features) + self.trees.log_odds(features)) / 2)

    def parts(self, features: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return what each feature adds to the log-odds of each row, shape (rows, features)."""
        parts = self.logistic.parts(features)
        return parts if self.trees is None else (parts + self.trees.parts(features)) / 2

    @property
    def constant(self) -> float:
        """The log-odds that no feature adds to."""
        constant = float(self.logistic.weights[-1])
        return constant if self.trees is None else (constant + self.trees.constant) / 2


@dataclass(frozen=True, slots=True, eq=False)
class LinkModel:
    """`text` weighs the features of two notes' texts alone, for notes that have no links; `whole`
    all features. `pairs` counts the linked pairs of notes that these were learned from, in this
    vault; 0 where they are of other vaults alone."""

    text: Weights
    whole: Weights
    pairs: int = 0

    def probabilities(
        self, features: npt.NDArray[np.float64], *, has_links: bool
    ) -> npt.NDArray[np.float64]:
        """Return how probable a link is, shape (notes,), for features of shape (notes, features).

        Of a note without links only its text is looked at.
        """
        if has_links:
            return self.whole.probabilities(features)
        return self.text.probabilities(features[:, :TEXT_FEATURES])

    def scores(
        self, features: npt.NDArray[np.float64], *, has_links: bool
    ) -> npt.NDArray[np.float64]:
        """Return how probable a link is beside what speaks for the other note whatever this one is,
        its length, how central it is, and how many links it has; shape (notes,), in [0, 1].

        Else a few notes that are linked everywhere flood all lists. Recall@10 of three vaults
        (transductive) without it was 0.680, 0.656 and 0.861, with it 0.683, 0.656 and 0.870; the
        note that is in most lists was in 30, 40 and 16 % of them, with it in 69, 74 and 20 %.
        """
        import numpy as np

        weights = self.whole if has_links else self.text
        width = len(FEATURE_GROUPS) if has_links else TEXT_FEATURES
        is_popularity = np.asarray(FEATURE_GROUPS[:width]) == "popularity"
        average = weights.logistic.center
        return weights.probabilities(np.where(is_popularity, average, features[:, :width]))

    def shares(
        self, features: npt.NDArray[np.float64], *, has_links: bool
    ) -> list[dict[Group, float]]:
        """Return for each row what each group of signals adds to the logarithm of its odds, beyond
        what it adds to the average row of what the weights were learned from."""
        import numpy as np

        width = len(FEATURE_GROUPS) if has_links else TEXT_FEATURES
        parts = (self.whole if has_links else self.text).parts(features[:, :width])
        groups = np.asarray(FEATURE_GROUPS[:width])
        return [
            {group: float(row[groups == group].sum()) for group in GROUPS if group in groups}
            for row in parts
        ]


def as_json(model: LinkModel) -> str:
    """Return a model as text, with as many digits as matter."""
    parts = {"text": model.text, "whole": model.whole}
    return json.dumps(
        {
            "features": FEATURES_VERSION,
            "pairs": model.pairs,
            **{name: _as_lists(part) for name, part in parts.items()},
        },
        separators=(",", ":"),
    )


def from_json(text: str) -> LinkModel | None:
    """Return the model of a text; None where it is none, or one of other features."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return from_document(found)


def from_document(found: Any) -> LinkModel | None:  # noqa: ANN401  whatever JSON holds
    """Return the model of a parsed JSON document; None where it is none of these features."""
    if not isinstance(found, dict) or found.get("features") != FEATURES_VERSION:
        return None
    text = _from_lists(found.get("text"), TEXT_FEATURES)
    whole = _from_lists(found.get("whole"), len(FEATURE_GROUPS))
    pairs = found.get("pairs")
    if text is None or whole is None or type(pairs) is not int or pairs < 0:
        return None
    return LinkModel(text, whole, pairs)


def _as_lists(weights: Weights) -> dict[str, Any]:
    model = weights.logistic
    return {
        "weights": [_short(value) for value in model.weights.tolist()],
        "center": [_short(value) for value in model.center.tolist()],
        "scale": [_short(value) for value in model.scale.tolist()],
        **({} if weights.trees is None else {"trees": as_lists(weights.trees)}),
    }


def _short(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def _from_lists(found: object, width: int) -> Weights | None:
    import numpy as np

    if not isinstance(found, dict):
        return None
    weights, center, scale = (found.get(name) for name in ("weights", "center", "scale"))
    if not (_numbers(weights, width + 1) and _numbers(center, width) and _numbers(scale, width)):
        return None
    model = LogisticModel(
        *(np.asarray(each, dtype=np.float64) for each in (weights, center, scale))
    )
    if not (model.scale > 0).all():
        return None
    if "trees" not in found:
        return Weights(model)
    trees = from_lists(found["trees"], width)
    return None if trees is None else Weights(model, trees)


def _numbers(found: object, count: int) -> bool:
    return (
        isinstance(found, list)
        and len(found) == count
        and all(type(each) in (int, float) and abs(each) <= _GREATEST for each in found)
    )
