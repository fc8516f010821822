"""Learning rates over the steps of a training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kblink.train.recipe import Distillation


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates of a step: of the pieces' rows, and of the body, 0 while it stands still."""

    pieces: float
    body: float


def rates_at(step: int, settings: Distillation) -> Rates:
    """Return the rates of a step, counted from 0."""
    if step < settings.warm_steps:
        return Rates(settings.warm_rate, 0.0)
    rise = min(1.0, (step - settings.warm_steps + 1) / max(1, settings.rising_steps))
    factor = rise * _fall(step, settings)
    return Rates(settings.pieces_rate * factor, settings.body_rate * factor)


def _fall(step: int, settings: Distillation) -> float:
    """1 up to where rates begin to fall, then in a straight line to the last one."""
    first = settings.falls_from * settings.steps
    if step <= first:
        return 1.0
    way = min(1.0, (step - first) / max(1.0, settings.steps - first))
    return 1 - (1 - settings.last_rate) * way
