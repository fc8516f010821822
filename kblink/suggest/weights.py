"""What was learned of a vault's links, as it is kept between runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

_VERSION = 1
_ANYWHERE, _LINKED = 2, 4


@dataclass(frozen=True, slots=True)
class SuggestionWeights:
    """Weights of `signs`, each brought to mean 0 and deviation 1 by `center` and `scale`; the last
    of `weights` is the constant's. The logarithm of the odds that they give has itself a weight,
    which makes it that of what is suggested: `anywhere`, or, with weights of two more features, in
    sentences of which it is known that they have a link (`linked`); the last of each is a constant.
    `links` counts those learned from.
    """

    signs: tuple[str, ...]
    center: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    anywhere: tuple[float, ...]
    linked: tuple[float, ...]
    links: int

    def to_json(self) -> str:
        """Return a text that `from_json` reads."""
        return json.dumps(
            {
                "version": _VERSION,
                "signs": self.signs,
                "center": self.center,
                "scale": self.scale,
                "weights": self.weights,
                "anywhere": self.anywhere,
                "linked": self.linked,
                "links": self.links,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Self | None:
        """Return what a text holds; None where it is none of `to_json`, or of other signs."""
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return None
        if not isinstance(found, dict) or found.get("version") != _VERSION:
            return None
        signs, links = found.get("signs"), found.get("links")
        if not (isinstance(signs, list) and all(isinstance(each, str) for each in signs)):
            return None
        if not isinstance(links, int) or isinstance(links, bool) or links < 0:
            return None
        width = len(signs)
        center = _numbers(found.get("center"), width)
        scale = _numbers(found.get("scale"), width)
        weights = _numbers(found.get("weights"), width + 1)
        anywhere = _numbers(found.get("anywhere"), _ANYWHERE)
        linked = _numbers(found.get("linked"), _LINKED)
        if center is None or scale is None or weights is None or anywhere is None or linked is None:
            return None
        if not all(each > 0 for each in scale):
            return None
        return cls(tuple(signs), center, scale, weights, anywhere, linked, links)


def _numbers(found: object, count: int) -> tuple[float, ...] | None:
    if not isinstance(found, list) or len(found) != count:
        return None
    numbers: Sequence[object] = found
    kept = []
    for each in numbers:
        if isinstance(each, bool) or not isinstance(each, (int, float)):
            return None
        try:
            number = float(each)
        except OverflowError:
            return None
        if not isfinite(number):
            return None
        kept.append(number)
    return tuple(kept)
