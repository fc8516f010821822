"""What all encoders say of themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kblink.model import EncoderIdentity, TextKind


class Identified:
    """The part of `ports.Encoder` that an identity alone answers."""

    def __init__(self, identity: EncoderIdentity) -> None:
        self._identity = identity

    @property
    def identity(self) -> EncoderIdentity:
        """What makes its vectors comparable with stored ones."""
        return self._identity

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages that the model was trained for."""
        return self._identity.languages

    def prefix(self, kind: TextKind) -> str:
        """What the model expects in front of a text of this kind."""
        return self._identity.query_prefix if kind == "query" else self._identity.passage_prefix
