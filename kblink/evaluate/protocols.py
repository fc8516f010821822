"""The protocols that hide links of a vault: which ones, and what is to be found then.

| protocol | hidden | to be found |
|---|---|---|
| cold | all links | the notes linked in either direction |
| transductive | a fifth of the linked pairs of notes | the other note of each hidden pair |
| inductive | all links of 15 % of the notes | what these were linked with |

A hidden link shows nothing in the text either, and a pair is hidden with all its links, in both
directions: one that was left would tell of the other.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from kblink.evaluate.linked_vault import by_note, pairs_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kblink.evaluate.linked_vault import LinkedVault
    from kblink.suggest.linked_notes import Pair

LinkProtocol: TypeAlias = Literal["cold", "transductive", "inductive"]
LINK_PROTOCOLS: tuple[LinkProtocol, ...] = get_args(LinkProtocol)

_HIDDEN_PAIRS = 0.2
_HIDDEN_NOTES = 0.15


@dataclass(frozen=True, slots=True)
class Trial:
    """One draw: the pairs of notes whose links are `hidden`, and by note what is to be found.

    With `silent` no link shows anything, whatever it leads to.
    """

    seed: int
    hidden: frozenset[Pair]
    wanted: Mapping[int, frozenset[int]]
    silent: bool = False


def draw_trial(
    vault: LinkedVault, protocol: LinkProtocol, seed: int, *, most_pairs: int | None = None
) -> Trial:
    """Hide links of a vault. The same vault and seed give the same trial; what is hidden is at
    least one pair (one note), where there is any, and by transductive `most_pairs` at most, where
    that is said. Cold hides the same with every seed."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    if protocol == "cold":
        return Trial(seed, vault.pairs, by_note(vault.pairs), silent=True)
    if protocol == "transductive":
        pairs = sorted(vault.pairs)
        count = _share(_HIDDEN_PAIRS, len(pairs))
        count = count if most_pairs is None else min(count, most_pairs)
        hidden = frozenset(chance.sample(pairs, count))
        return Trial(seed, hidden, by_note(hidden))
    linked = vault.linked
    notes = [note for note, others in enumerate(linked) if others]
    chosen = chance.sample(notes, _share(_HIDDEN_NOTES, len(notes)))
    hidden = frozenset(each for note in chosen for each in pairs_of(note, linked[note]))
    return Trial(seed, hidden, {note: linked[note] for note in sorted(chosen)})


def _share(share: float, of: int) -> int:
    return min(of, max(1, round(share * of)))
