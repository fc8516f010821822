"""What the answer to a request says of an address.

Only what says so itself is dead: a page that is not found or gone, a name that nobody bears, a
machine that refuses. What keeps programs out (403, 405, 429 and the like), a fault of the server or
a slow one leave the address unknown.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

State: TypeAlias = Literal["alive", "redirected", "dead", "unknown"]

_DEAD = {404: "not found", 410: "gone"}
PERMANENT = frozenset({301, 308})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
TRY_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which the same request may be answered well."""


class Answer(NamedTuple):
    """The state of an address, a few words on why, and where it has moved to for good, if so."""

    state: State
    reason: str = ""
    location: str = ""

    @property
    def is_local(self) -> bool:
        """Whether the answer may say more of this machine's network than of the address."""
        return self.state == "dead" and self.reason in (NO_SUCH_NAME, REFUSED)


NO_SUCH_NAME = "no machine has this name"
REFUSED = "the machine refuses"


def of_status(status: int) -> Answer:
    """Return what a final status, no redirect, says."""
    if 200 <= status < 300:
        return Answer("alive")
    if status in _DEAD:
        return Answer("dead", f"{status} {_DEAD[status]}")
    return Answer("unknown", f"answered with {status}")
