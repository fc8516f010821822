"""What the links of other vaults teach, for a vault that has few of its own."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kblink.rank.vault_mark import vault_mark
from kblink.suggest.signs import ALL_SIGNS
from kblink.suggest.weights import SuggestionWeights

if TYPE_CHECKING:
    from collections.abc import Iterable

FILE = Path(__file__).parent / "prior.json"
"""Written by `benchmarks/suggestions.py --write`."""


def prior_for(paths: Iterable[str]) -> SuggestionWeights | None:
    """Return what was learned of all vaults but the one whose notes are at `paths`: one that is
    measured must not have been learned from. None where there is nothing for these signs."""
    shipped = _shipped()
    text = shipped["without"].get(vault_mark(paths), shipped["all"])
    weights = SuggestionWeights.from_json(json.dumps(text))
    return weights if weights is not None and weights.signs == ALL_SIGNS else None


@cache
def _shipped() -> dict[str, dict[str, object]]:
    shipped: dict[str, dict[str, object]] = json.loads(FILE.read_text("utf-8"))
    return shipped
