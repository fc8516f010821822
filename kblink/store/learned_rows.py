"""Weights that were learned from the vault's own links, by what they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kblink.store.database import Database


class StoredWeights(NamedTuple):
    """Weights as their learner wrote them; `basis` says what they were learned from and how, so
    that they can be told from outdated ones."""

    basis: str
    weights: str


def read_weights(database: Database, name: str) -> StoredWeights | None:
    """Return the weights of a name; None where nothing was learned."""
    row = database.row("SELECT basis, weights FROM learned WHERE name = ?", (name,))
    return None if row is None else StoredWeights(*row)


def keep_weights(database: Database, name: str, learned: StoredWeights) -> None:
    """Keep weights under a name, in place of older ones, durably."""
    with database.transaction():
        database.run("INSERT OR REPLACE INTO learned VALUES (?, ?, ?)", (name, *learned))
