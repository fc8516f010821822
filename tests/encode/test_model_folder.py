from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kblink.encode.model_folder import read_identity
from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from pathlib import Path


def _folder(root: Path, *, pooling: object, sentence: object = None) -> Path:
    (root / "1_Pooling").mkdir()
    files = {
        "1_Pooling/config.json": pooling,
        "config.json": {"hidden_size": 32},
        "sentence_bert_config.json": {"max_seq_length": 128},
        "config_sentence_transformers.json": sentence or {},
    }
    for name, document in files.items():
        (root / name).write_text(json.dumps(document), encoding="utf-8")
    return root


def test_an_older_folder_says_its_pooling_by_flags(tmp_path: Path) -> None:
    flags = {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}
    identity = read_identity(
        _folder(tmp_path, pooling=flags), name="tiny", weights="ab", languages=("ru",)
    )
    assert (identity.name, identity.weights, identity.pooling) == ("tiny", "ab", "cls")
    assert (identity.dimension, identity.max_length, identity.languages) == (32, 128, ("ru",))


def test_prompts_become_prefixes(tmp_path: Path) -> None:
    prompts = {"prompts": {"query": "query: ", "document": "passage: "}}
    folder = _folder(tmp_path, pooling={"pooling_mode": "mean"}, sentence=prompts)
    identity = read_identity(folder, name="tiny", weights="ab", languages=())
    assert (identity.query_prefix, identity.passage_prefix) == ("query: ", "passage: ")
    assert identity.pooling == "mean"


@pytest.mark.parametrize("damage", ["{", "[]", "{}", '{"hidden_size": "many"}'])
def test_a_damaged_folder_is_an_unavailable_model(tmp_path: Path, damage: str) -> None:
    folder = _folder(tmp_path, pooling={"pooling_mode": "mean"})
    (folder / "config.json").write_text(damage, encoding="utf-8")
    with pytest.raises(ModelUnavailableError):
        read_identity(folder, name="tiny", weights="ab", languages=())


def test_a_folder_without_configuration_is_an_unavailable_model(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="cannot be read"):
        read_identity(tmp_path, name="tiny", weights="ab", languages=())
