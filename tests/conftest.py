"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fake_encoder import HashingEncoder
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from kblink.encode.sentence_transformers_encoder import SentenceTransformersEncoder

# Machines differ and are shared: no test fails for being slow.
settings.register_profile("kblink", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kblink")

_REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture
def encoder() -> HashingEncoder:
    """A fresh fake encoder."""
    return HashingEncoder()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real vaults and the link cases; skips where it is absent."""
    folder = Path(os.environ.get("KBLINK_SHARED") or _REPOSITORY.parent / "shared")
    if not folder.is_dir():
        pytest.skip(f"no shared data at {folder}; set KBLINK_SHARED")
    return folder


@pytest.fixture(scope="session")
def bundled() -> SentenceTransformersEncoder:
    """The real encoder, loaded once for all tests."""
    from kblink.encode.bundled import bundled_encoder

    return bundled_encoder()
