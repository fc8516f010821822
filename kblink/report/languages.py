"""The languages of a vault that its encoder was not trained for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kblink.model import Status

_UNTOLD = "und"


def unknown_languages(status: Status) -> tuple[tuple[str, int], ...]:
    """Return code and number of notes of each; none where it is not said what the encoder knows."""
    known = status.encoder.languages
    if not known:
        return ()
    return tuple(
        (code, number) for code, number in status.languages if code != _UNTOLD and code not in known
    )
