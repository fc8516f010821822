from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from kblink.encode.weights import verify_weights
from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from pathlib import Path


def test_the_expected_file_passes(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.write_bytes(b"weights")
    verify_weights([file], hashlib.sha256(b"weights").hexdigest())


def test_another_file_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.write_bytes(b"weightz")
    with pytest.raises(ModelUnavailableError) as caught:
        verify_weights([file], hashlib.sha256(b"weights").hexdigest())
    assert str(file) in caught.value.message
    assert caught.value.exit_code == 4


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match=r"gone\.safetensors"):
        verify_weights([tmp_path / "gone.safetensors"], "0" * 64)
