from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from kblink.encode.check_fidelity import compare, is_faithful, probe, read_probe
from kblink.encode.probe_texts import PROBE_TEXTS
from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from pathlib import Path

    from fake_encoder import HashingEncoder


def test_equal_vectors_are_faithful_in_every_language(encoder: HashingEncoder) -> None:
    vectors = probe(encoder)
    measured = compare(vectors, vectors)
    assert [*measured] == [*PROBE_TEXTS] == ["en", "ru"]
    assert all(each.mean == each.least == 1.0 for each in measured.values())
    assert is_faithful("fp32", measured)


def test_one_text_of_one_language_is_enough_to_fail(encoder: HashingEncoder) -> None:
    original = probe(encoder)
    ours = original.copy()
    ours[-1] = 0.99 * ours[-1]  # as if turned: the last one is Russian
    measured = compare(ours, original)
    assert measured["en"].least == 1.0
    assert measured["ru"].least == pytest.approx(0.99)
    assert not is_faithful("fp32", measured)
    assert is_faithful("bf16", measured)


def test_what_is_no_number_or_of_another_shape_is_not_faithful(encoder: HashingEncoder) -> None:
    original = probe(encoder)
    assert not is_faithful("bf16", compare(np.full_like(original, np.nan), original))
    assert not is_faithful("bf16", compare(original[:, :8], original))
    assert not is_faithful("bf16", {})


def test_a_pickle_is_not_read_for_vectors(tmp_path: Path) -> None:
    file = tmp_path / "probe.npy"
    np.save(file, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(ModelUnavailableError, match=r"probe\.npy"):
        read_probe(file)
