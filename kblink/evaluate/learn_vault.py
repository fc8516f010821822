"""Learning from a vault's own links which of its notes are related, for `kblink related`.

Some links are hidden, the rest is seen, and the weights are those that find the hidden ones: what a
link says itself (its display text, its place in the graph) is not learned from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.evaluate.learned_links import compare_view, fit_model, other_lesson
from kblink.evaluate.linked_vault import read_linked_vault
from kblink.evaluate.passages import embed_views
from kblink.evaluate.protocols import draw_trial
from kblink.model import Progress
from kblink.related.link_model import as_json
from kblink.related.prior import prior_model
from kblink.related.stored_model import NAME, Basis

if TYPE_CHECKING:
    from collections.abc import Callable

    from kblink.evaluate.linked_vault import LinkedVault
    from kblink.related.link_model import LinkModel
    from kblink.workspace import Vault

LEAST_PAIRS = 20
"""Linked pairs of notes below which the weights of other vaults are as good."""
MOST_NOTES = 20_000
"""Notes above which a vault is not learned from: all of them would be read again."""
_TRIALS = 2
_MOST_HIDDEN = 120
"""Linked pairs that each trial hides: the passages that say them are embedded without."""


def learn_related(vault: Vault, progress: Callable[[Progress], None] = lambda _: None) -> int:
    """Learn weights from the links of a vault whose index is up to date, where they are not learned
    yet or the links have become others, and keep them with the index; return the linked pairs of
    notes that were learned from, 0 where there was nothing to do."""
    totals = vault.learned_related()
    if not totals.is_outdated or totals.notes > MOST_NOTES or totals.links < LEAST_PAIRS:
        return 0
    linked = read_linked_vault(vault, progress, by_stem=False)
    if len(linked.pairs) < LEAST_PAIRS:
        return 0
    model = learn_from(vault, linked, progress)
    vault.keep_learned(NAME, str(Basis(totals.links, totals.encoder_id)), as_json(model))
    return model.pairs


def learn_from(
    vault: Vault, linked: LinkedVault, progress: Callable[[Progress], None] = lambda _: None
) -> LinkModel:
    """Return weights learned from the links of a vault, drawn to those that ship."""
    trials = [
        draw_trial(linked, "transductive", seed, most_pairs=_MOST_HIDDEN) for seed in range(_TRIALS)
    ]
    views = [*embed_views(vault, linked, trials, refresh=True, progress=progress)]
    progress(Progress("learning", 0, len(trials)))
    lessons = []
    for done, (trial, view) in enumerate(zip(trials, views, strict=True)):
        lessons.append(other_lesson(compare_view(view, linked), view, trial, frozenset()))
        progress(Progress("learning", done + 1, len(trials)))
    return fit_model(lessons, prior_model())
