"""Protocols, only where more than one implementation exists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from kblink.model import EncoderIdentity, TextKind


class Encoder(Protocol):
    """Turns text into vectors. Reading `identity` is cheap: it loads no weights."""

    @property
    def identity(self) -> EncoderIdentity:
        """What makes its vectors comparable with stored ones."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes (`en`, `ru`) of the languages that it was trained for."""

    @property
    def engine(self) -> str:
        """What computes its vectors, in words."""

    def encode(
        self, texts: Sequence[str], *, kind: TextKind = "passage"
    ) -> npt.NDArray[np.float32]:
        """Return float32 vectors of shape (len(texts), dimension), L2-normalised, in order.

        Raises ModelUnavailableError where the weights are missing or not the expected ones.
        """
