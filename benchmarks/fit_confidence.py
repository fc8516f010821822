"""Fit the weights of `kblink.links.confidence`: a conditional logit by Newton's method.

What is most likely is sought under a normal prior around the weights that a person would give
(`PRIOR_REASONS`, `PRIOR_WEIGHTS`), so that a reason that no vault has keeps that of the prior.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from kblink.links.confidence import Traits

PRIOR_REASONS = {
    "alias": 2.2,
    "block moved": 2.2,
    "block typo": 0.4,
    "doubtful": -1.5,
    "encoding": 2.9,
    "extension": 1.7,
    "folder note": 2.2,
    "folder note elsewhere": 1.4,
    "heading": 2.2,
    "heading moved": 1.4,
    "heading renamed": 2.9,
    "heading reworded": 1.5,
    "heading typo": 0.8,
    "meaning": -1.5,
    "note became a folder": -0.4,
    "renamed": 2.9,
    "same name": -0.8,
    "similar block": -0.4,
    "similar heading": 0.0,
    "similar name": -0.4,
    "source moved": 2.9,
    "spacing": 1.4,
    "title": 1.7,
    "transliteration": 0.8,
    "typo": 0.4,
    "wrong case": 2.9,
    "wrong depth": 2.9,
    "wrong folder": 2.2,
    "wrong folder and extension": 0.4,
    "chosen": 0.0,
}
"""What no broken link here has keeps its value: "chosen", and "meaning", which needs an index and
was measured apart (`kblink.repair.meaning`)."""
PRIOR_WEIGHTS = {
    "apart": -0.7,
    "far": -0.7,
    "missing": -0.7,
    "parallel": -2.0,
    "short": -1.0,
    "unlike": -5.0,
}
PRIOR_SPREAD = 1.5
"""Standard deviation of each weight around its prior."""
LEAST_AGAINST = -0.2
"""Each trait speaks against a place, at least so much, whatever chance has in the examples."""
COUNTED_AS = 400.0
"""Links that each way of breaking them counts as, however many were broken."""
_STEPS = 50
_HEADER = '''"""The weights of `confidence`, written by `benchmarks/repair.py --write`."""

from __future__ import annotations

'''


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of a conditional logit: of each reason, and of the other traits."""

    reasons: dict[str, float]
    traits: dict[str, float]


@dataclass(frozen=True, slots=True)
class Example:
    """The places that a broken link may mean, which of them is right (None: none), its weight."""

    places: Sequence[Traits]
    right: int | None
    weight: float


def fit(examples: Sequence[Example]) -> Weights:
    """The most likely weights."""
    prior = np.array([*PRIOR_REASONS.values(), *PRIOR_WEIGHTS.values()])
    rows, present, right, weight = _matrices(examples)
    beta = prior.copy()
    reasons = len(PRIOR_REASONS)
    is_trait = np.arange(len(beta)) >= reasons
    for _ in range(_STEPS):
        odds = np.exp(np.minimum(rows @ beta, 30.0)) * present
        chance = odds / (1.0 + odds.sum(1, keepdims=True))
        slope = np.einsum("n,nm,nmd->d", weight, right - chance, rows)
        slope -= (beta - prior) / PRIOR_SPREAD**2
        mean = np.einsum("nm,nmd->nd", chance, rows)
        curve = np.einsum("n,nm,nmd,nme->de", weight, chance, rows, rows, optimize=True)
        curve -= np.einsum("n,nd,ne->de", weight, mean, mean, optimize=True)
        curve += np.eye(len(beta)) / PRIOR_SPREAD**2
        free = ~(is_trait & (beta >= LEAST_AGAINST) & (slope > 0))
        step = np.zeros_like(beta)
        step[free] = np.linalg.solve(curve[np.ix_(free, free)], slope[free])
        after = beta + step / max(1.0, np.abs(step).max())
        after[is_trait] = np.minimum(after[is_trait], LEAST_AGAINST)
        moved = np.abs(after - beta).max()
        beta = after
        if moved < 1e-6:
            break
    return Weights(
        dict(zip(PRIOR_REASONS, map(float, beta[:reasons]), strict=True)),
        dict(zip(PRIOR_WEIGHTS, map(float, beta[reasons:]), strict=True)),
    )


def write_weights(file: Path, weights: Weights) -> None:
    """Write the module that `confidence` reads."""
    reasons = _table("REASONS", weights.reasons)
    traits = _table("WEIGHTS", weights.traits)
    file.write_text(
        f'{_HEADER}{reasons}"""What a reason alone says: the logarithm of its odds."""\n\n'
        f'{traits}"""By how much each trait changes that."""\n',
        "utf-8",
    )


def _table(name: str, values: Mapping[str, float]) -> str:
    lines = "".join(f'    "{key}": {value:.2f},\n' for key, value in sorted(values.items()))
    return f"{name}: dict[str, float] = {{\n{lines}}}\n"


def _matrices(
    examples: Sequence[Example],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Traits (examples, places, weights), which places there are, which is right, weights."""
    most = max((len(example.places) for example in examples), default=0)
    shape = (len(examples), max(most, 1))
    rows = np.zeros((*shape, len(PRIOR_REASONS) + len(PRIOR_WEIGHTS)))
    present, right = np.zeros(shape), np.zeros(shape)
    column = {reason: number for number, reason in enumerate(PRIOR_REASONS)}
    for number, example in enumerate(examples):
        for place, traits in enumerate(example.places):
            present[number, place] = 1.0
            rows[number, place, column[traits.reason]] = 1.0
            rows[number, place, len(column) :] = [getattr(traits, name) for name in PRIOR_WEIGHTS]
        if example.right is not None:
            right[number, example.right] = 1.0
    return rows, present, right, np.array([example.weight for example in examples])
