from __future__ import annotations

import errno

import pytest
import torch

from kblink.errors import TrainingError
from kblink.train.explain_failures import failures_explained


def test_memory_that_torch_cannot_have_is_told_with_what_to_do() -> None:
    with pytest.raises(TrainingError, match="not enough memory") as caught, failures_explained():
        torch.empty(10**15)
    assert "last checkpoint" in caught.value.hint


def test_memory_that_python_cannot_have_is_told_as_well() -> None:
    with pytest.raises(TrainingError, match="not enough memory"), failures_explained():
        bytearray(10**18)


def test_a_full_disk_is_told() -> None:
    with pytest.raises(TrainingError, match="no room"), failures_explained():
        raise OSError(errno.ENOSPC, "No space left on device", "log.jsonl")


@pytest.mark.parametrize("error", [RuntimeError("a fault of ours"), OSError(errno.EACCES, "no")])
def test_other_errors_stay_what_they_are(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, failures_explained():
        raise error
    assert caught.value is error
