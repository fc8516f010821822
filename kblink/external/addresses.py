"""Which addresses are requested, and how they are compared."""

from __future__ import annotations

import ipaddress
import socket
from functools import lru_cache
from urllib.parse import urlsplit

_LOCAL_NAMES = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


def requested_address(target: str) -> str | None:
    """Return a link's target as it is requested, without its fragment; None where it is no address
    of the web, or none that can be read."""
    address = target.strip().partition("#")[0]
    if not address.lower().startswith(("http://", "https://")):
        return None
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return address if parts.hostname else None


def host_of(address: str) -> str:
    """Return the machine and port that an address is requested of."""
    return urlsplit(address).netloc.rpartition("@")[2].lower()


def is_private(address: str) -> bool:
    """Whether an address leads to this machine or into its own network, by number or by name.

    A vault that comes from elsewhere must not have those requested. A name that cannot be looked up
    here is left to whoever requests it: a proxy may know it.
    """
    return _is_private_host((urlsplit(address).hostname or "").rstrip("."))


@lru_cache(maxsize=4096)
def _is_private_host(host: str) -> bool:
    if host == "localhost" or host.endswith(_LOCAL_NAMES):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return any(not ipaddress.ip_address(str(each[4][0])).is_global for each in found)
