"""How requests are made: how many at once, how patiently, how often again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manner:
    """Times are in seconds. `hosts` machines are asked at once, each for `per_host` addresses.

    After a fault a request is made `retries` times more, after a pause that doubles each time and
    is at least what the server asks for; a server that asks for more than `longest_pause` is not
    asked again. `redirects` are followed at most. `private` allows addresses of this machine and of
    its network.
    """

    hosts: int = 16
    per_host: int = 2
    timeout: float = 15.0
    retries: int = 2
    pause: float = 1.0
    longest_pause: float = 30.0
    redirects: int = 10
    private: bool = False
