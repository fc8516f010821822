from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kblink.encode.model_folder import read_folder, settings_digest
from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from pathlib import Path


# --- folders that are not loaded ------------------------------------------------------------------


def _model(root: Path, modules: object = None) -> Path:
    (root / "config.json").write_text("{}", "utf-8")
    (root / "model.safetensors").write_bytes(b"weights")
    if modules is not None:
        (root / "modules.json").write_text(json.dumps(modules), "utf-8")
    return root


def test_weights_and_settings_of_all_modules_are_found(tmp_path: Path) -> None:
    (tmp_path / "2_Dense").mkdir()
    (tmp_path / "2_Dense" / "config.json").write_text("{}", "utf-8")
    (tmp_path / "2_Dense" / "model.safetensors").write_bytes(b"dense")
    kinds = [("", "base.modules.transformer.Transformer"), ("2_Dense", "models.Dense")]
    modules = [{"path": path, "type": f"sentence_transformers.{kind}"} for path, kind in kinds]
    folder = read_folder(_model(tmp_path, modules))
    assert [file.parent.name for file in folder.weights] == [tmp_path.name, "2_Dense"]
    before = settings_digest(folder)
    (tmp_path / "2_Dense" / "config.json").write_text('{"bias": true}', "utf-8")
    assert settings_digest(folder) != before


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "weights.pkl", "tf.ckpt"])
def test_weights_that_are_a_pickle_are_refused_unopened(tmp_path: Path, name: str) -> None:
    (tmp_path / "config.json").write_text("{}", "utf-8")
    touched = tmp_path / "touched"
    code = f"cposix\nsystem\n(S'touch {touched}'\ntR."
    (tmp_path / name).write_text(code, "ascii")
    with pytest.raises(ModelUnavailableError, match="pickle"):
        read_folder(tmp_path)
    assert not touched.exists()


def test_a_pickle_in_a_module_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "2_Dense").mkdir()
    (tmp_path / "2_Dense" / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(ModelUnavailableError, match="2_Dense"):
        read_folder(_model(tmp_path, [{"path": "2_Dense", "type": "sentence_transformers.x"}]))


def test_a_module_with_code_of_its_own_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="code of its own"):
        read_folder(_model(tmp_path, [{"path": "", "type": "custom_st.Transformer"}]))


@pytest.mark.parametrize("place", ["../elsewhere", "/tmp"])  # noqa: S108  never opened
def test_a_module_outside_of_the_folder_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(ModelUnavailableError, match="out of it"):
        read_folder(_model(tmp_path, [{"path": place, "type": "sentence_transformers.x"}]))


@pytest.mark.parametrize("document", ["{", "{}", "[1]"])
def test_a_broken_list_of_modules_is_named(tmp_path: Path, document: str) -> None:
    _model(tmp_path)
    (tmp_path / "modules.json").write_text(document, "utf-8")
    with pytest.raises(ModelUnavailableError, match=r"modules\.json"):
        read_folder(tmp_path)


def test_a_folder_without_a_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="no model"):
        read_folder(tmp_path)
    (tmp_path / "config.json").write_text("{}", "utf-8")
    with pytest.raises(ModelUnavailableError, match="safetensors"):
        read_folder(tmp_path)
