from __future__ import annotations

import pytest

from kblink.external.addresses import host_of, is_private, requested_address


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("https://example.org/a?b=c#part", "https://example.org/a?b=c"),
        ("HTTP://Example.org", "HTTP://Example.org"),
        (" https://example.org ", "https://example.org"),
        ("mailto:a@example.org", None),
        ("obsidian://open?vault=x", None),
        ("ftp://example.org", None),
        ("//example.org/x", None),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("http://", None),
        ("http://a:b:c", None),
        ("http://[::bad/", None),
    ],
)
def test_only_addresses_of_the_web_are_requested(target: str, address: str | None) -> None:
    assert requested_address(target) == address


def test_a_host_is_told_without_who_asks_it() -> None:
    assert host_of("https://me:secret@Example.org:8080/x") == "example.org:8080"


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("http://192.168.1.1/", True),
        ("http://[fe80::1]/", True),
        ("http://100.64.0.1/", True),
        ("http://a.localhost/", True),
        ("http://nas.local./", True),
        ("http://8.8.8.8/", False),
        ("http://[2606:4700:4700::1111]/", False),
    ],
)
def test_a_private_address_is_told(address: str, private: bool) -> None:
    assert is_private(address) is private
