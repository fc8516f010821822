"""What suggests links in sentences: by names alone, and by all signs, as `kblink suggest`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.suggest.evidence import Evidence
from kblink.suggest.learn import learn, suggest_in
from kblink.suggest.prior import prior_for
from kblink.suggest.signs import ALL_SIGNS, NAME_SIGNS, all_signs, name_signs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.evaluate.anchored import Suggest
    from kblink.suggest.choose import Suggestion
    from kblink.suggest.known import KnownVault
    from kblink.suggest.signs import SignsOf
    from kblink.suggest.weights import SuggestionWeights


def by_names(known: KnownVault) -> Suggest:
    """Suggest links for phrases that are a title, an alias or a file name."""
    return _learned(Evidence.of(known, names_only=True), NAME_SIGNS, name_signs, None)


def by_all(known: KnownVault) -> Suggest:
    """Suggest links for names and for what other notes link with, by all signs, with what other
    vaults taught: none of them is the one that is measured."""
    return _learned(Evidence.of(known), ALL_SIGNS, all_signs, prior_for(known.texts.paths))


def _learned(
    evidence: Evidence, signs: tuple[str, ...], signs_of: SignsOf, prior: SuggestionWeights | None
) -> Suggest:
    weights = learn(evidence, signs, signs_of, prior)

    def suggest(note: int, sentences: Sequence[int]) -> list[Suggestion]:
        found = suggest_in(evidence, weights, signs_of, note, sentences)
        return [each.suggestion for each in found]

    return suggest
