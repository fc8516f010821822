"""Fixtures that every test may use."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fake_encoder import HashingEncoder
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kblink.ports import Encoder

# Machines differ and are shared: no test fails for being slow.
settings.register_profile("kblink", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kblink")

_REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture
def encoder() -> HashingEncoder:
    """A fresh fake encoder."""
    return HashingEncoder()


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where there is one: flushes take no time there."""
    memory = Path("/dev/shm")  # noqa: S108 - a name of its own is made in it
    if not memory.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real vaults and the link cases; skips where it is absent."""
    folder = Path(os.environ.get("KBLINK_SHARED") or _REPOSITORY.parent / "shared")
    if not folder.is_dir():
        pytest.skip(f"no shared data at {folder}; set KBLINK_SHARED")
    return folder


@pytest.fixture(scope="session", autouse=True)
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of models for all tests, so that each is exported once; not that of the user."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KBLINK_CACHE", str(folder))
        yield folder / "models"


@pytest.fixture(scope="session")
def bundled(model_cache: Path) -> Encoder:
    """The real encoder in single precision, exported and loaded once for all tests."""
    from kblink.encode.choose import ModelRequest, choose_encoder
    from kblink.encode.model_cache import ModelCache

    cache = ModelCache(model_cache)
    return choose_encoder(ModelRequest(precision="fp32"), cache, lambda _: None)
