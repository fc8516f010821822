"""The weights of an index: learned from the vault's own links, and kept with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kblink.related.link_model import from_json

if TYPE_CHECKING:
    from kblink.related.link_model import LinkModel
    from kblink.store.catalogue import Catalogue

NAME = "related"
_LONGEST = 12
"""Digits of a number of links."""


class Basis(NamedTuple):
    """What weights were learned from: how many links, with vectors of which encoder."""

    links: int
    encoder_id: str

    def __str__(self) -> str:
        return f"{self.links} {self.encoder_id}"

    @classmethod
    def read(cls, text: str) -> Basis | None:
        """Return the basis that a text names; None where it names none."""
        number, _, encoder_id = text.partition(" ")
        is_number = number.isascii() and number.isdecimal() and len(number) <= _LONGEST
        return cls(int(number), encoder_id) if is_number else None


def read_model(catalogue: Catalogue, encoder_id: str) -> LinkModel | None:
    """Return the weights that were learned from the vault with an encoder; None where there are
    none, or they are of another encoder or another kblink."""
    stored = catalogue.learned(NAME)
    basis = None if stored is None else Basis.read(stored.basis)
    if stored is None or basis is None or basis.encoder_id != encoder_id:
        return None
    return from_json(stored.weights)


class Learned(NamedTuple):
    """How the weights of an index stand: those learned from its own links (None where there are
    none of its encoder), whether they are to be learned again, and what there is to learn from."""

    model: LinkModel | None
    is_outdated: bool
    notes: int
    links: int
    encoder_id: str


def read_learned(catalogue: Catalogue, encoder_id: str) -> Learned:
    """Return how the weights stand: outdated where there are none, or the vault has a quarter more
    or less links than they were learned from."""
    totals = catalogue.totals()
    model, stored = read_model(catalogue, encoder_id), catalogue.learned(NAME)
    basis = None if stored is None else Basis.read(stored.basis)
    outdated = model is None or basis is None or 4 * abs(basis.links - totals.links) > basis.links
    return Learned(model, outdated, totals.notes, totals.links, encoder_id)
