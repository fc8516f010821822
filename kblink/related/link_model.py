"""The weights by which notes are ranked: from features to the probability of a link."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kblink.rank.logistic import LogisticModel
from kblink.related.features import FEATURE_GROUPS, TEXT_FEATURES
from kblink.related.signals import GROUPS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from kblink.related.signals import Group

FEATURES_VERSION = 1
"""Counted up where features change: weights of another version say nothing about these."""
_DIGITS = 5
_GREATEST = sys.float_info.max  # whole numbers of JSON have no end


@dataclass(frozen=True, slots=True, eq=False)
class LinkModel:
    """`text` weighs the features of two notes' texts alone, for notes that have no links; `whole`
    all features. `pairs` counts the linked pairs of notes that these were learned from, in this
    vault; 0 where they are of other vaults alone."""

    text: LogisticModel
    whole: LogisticModel
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

        model = self.whole if has_links else self.text
        width = len(model.center)
        groups = np.asarray(FEATURE_GROUPS[:width])
        weights = np.where(groups == "popularity", 0.0, model.weights[:-1])
        bare = LogisticModel(np.append(weights, model.weights[-1]), model.center, model.scale)
        return bare.probabilities(features[:, :width])

    def shares(
        self, features: npt.NDArray[np.float64], *, has_links: bool
    ) -> list[dict[Group, float]]:
        """Return for each row what each group of signals adds to the logarithm of its odds, beyond
        what it adds to the average row of what the weights were learned from."""
        import numpy as np

        model = self.whole if has_links else self.text
        width = len(model.center)
        parts = (features[:, :width] - model.center) / model.scale * model.weights[:-1]
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


def _as_lists(model: LogisticModel) -> dict[str, list[float]]:
    return {
        "weights": [_short(value) for value in model.weights.tolist()],
        "center": [_short(value) for value in model.center.tolist()],
        "scale": [_short(value) for value in model.scale.tolist()],
    }


def _short(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def _from_lists(found: object, width: int) -> LogisticModel | None:
    import numpy as np

    if not isinstance(found, dict):
        return None
    weights, center, scale = (found.get(name) for name in ("weights", "center", "scale"))
    if not (_numbers(weights, width + 1) and _numbers(center, width) and _numbers(scale, width)):
        return None
    arrays = (np.asarray(each, dtype=np.float64) for each in (weights, center, scale))
    model = LogisticModel(*arrays)
    return model if (model.scale > 0).all() else None


def _numbers(found: object, count: int) -> bool:
    return (
        isinstance(found, list)
        and len(found) == count
        and all(type(each) in (int, float) and abs(each) <= _GREATEST for each in found)
    )
