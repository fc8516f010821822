"""Answers that are kept in the user's cache folder, each for as long as it is likely to hold."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, get_args

from kblink.durable import replaced
from kblink.external.answers import Answer, State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_HOUR = 3600.0
AGES: dict[State, float] = {
    "alive": 7 * 24 * _HOUR,
    "redirected": 7 * 24 * _HOUR,
    "dead": 24 * _HOUR,
    "unknown": _HOUR,
}
"""Seconds for which an answer is taken over, by its state."""

_SCHEMA = "kblink/web/1"
_LIMIT = 256 * 1024 * 1024


def read_answers(file: Path, now: float) -> dict[str, tuple[Answer, float]]:
    """Return the answers that still hold at `now`, by address, with the time (seconds since 1970)
    that each was given at; none where the file holds nothing that can be read."""
    try:
        with file.open("rb") as stream:
            document = json.loads(stream.read(_LIMIT))
        entries = document["answers"].items() if document["schema"] == _SCHEMA else ()
        kept = ((address, _entry(entry)) for address, entry in entries)
        return {
            address: (answer, given)
            for address, (answer, given) in kept
            if 0 <= now - given < AGES[answer.state]
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def write_answers(file: Path, answers: Mapping[str, tuple[Answer, float]]) -> None:
    """Write answers, whole or not at all; a folder that cannot be written does no harm."""
    document = {
        "schema": _SCHEMA,
        "answers": {address: [given, *answer] for address, (answer, given) in answers.items()},
    }
    with suppress(OSError), replaced(file) as temporary:
        temporary.write_text(json.dumps(document), "ascii")


def _entry(entry: Any) -> tuple[Answer, float]:  # noqa: ANN401 - whatever JSON holds
    given, state, reason, location = entry
    if state not in get_args(State) or not isinstance(reason, str):
        raise ValueError(state)
    return Answer(state, reason, str(location)), float(given)
