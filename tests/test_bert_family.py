"""BERT's family: each architecture from a folder to hits, through ONNX."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tiny_models import (
    ARCHITECTURES,
    WORDS,
    save_model,
    save_plain_model,
    save_static_model,
    write_notes,
)

from kblink.cli.main import main
from kblink.encode.cached_model import Fidelity
from kblink.encode.choose import ModelRequest, choose_encoder, find_model
from kblink.encode.model_cache import ModelCache
from kblink.encode.onnx_encoder import OnnxEncoder
from kblink.encode.sentence_transformers_encoder import (
    SentenceTransformersEncoder,
    encode_with,
    load_model,
)
from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from kblink.encode.cached_model import CachedModel

TEXTS = [
    "Attention lets every token look at every other token.",
    "Как измерить полноту поиска?",
    "",
    "recall",
    "many words " * 100,
]
PROMPTS = {"query": "query: ", "document": "passage: "}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> ModelCache:
    return ModelCache(tmp_path_factory.mktemp("cache") / "models")


@pytest.fixture(scope="module", params=ARCHITECTURES)
def imported(
    request: pytest.FixtureRequest, cache: ModelCache, tmp_path_factory: pytest.TempPathFactory
) -> CachedModel:
    """A model of each architecture; prompts and a pooling that is not the usual one for some."""
    name = str(request.param)
    folder = tmp_path_factory.mktemp(name) / name
    save_model(
        name,
        folder,
        pooling="cls" if name == "roberta" else "mean",
        prompts=PROMPTS if name == "albert" else None,
    )
    return find_model(str(folder), cache, lambda _: None)


def test_each_architecture_is_exported_and_faithful(imported: CachedModel) -> None:
    assert imported.refusal == ""
    assert imported.engine == "onnx"
    assert imported.identity.max_length == WORDS
    assert all(each.least > 0.9999 for each in imported.fidelity["fp32"].values())


@pytest.mark.parametrize("kind", ["passage", "query"])
def test_vectors_are_those_of_sentence_transformers(imported: CachedModel, kind: str) -> None:
    identity = imported.identity
    ours = OnnxEncoder(identity, lambda: imported).encode(
        TEXTS, kind="query" if kind == "query" else "passage"
    )
    prefix = identity.query_prefix if kind == "query" else identity.passage_prefix
    theirs = encode_with(load_model(Path(imported.source)), TEXTS, prefix)
    np.testing.assert_allclose(ours, theirs, atol=2e-4)
    # A weak test were it all one vector.
    assert (ours @ ours.T)[np.triu_indices(len(TEXTS), 1)].mean() < 0.95


def test_a_vault_goes_from_index_to_search_with_it(
    imported: CachedModel,
    cache: ModelCache,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("KBLINK_CACHE", str(cache.folder.parent))
    vault = ("--vault", str(write_notes(tmp_path)), "--format", "json")
    model = ("--model", imported.source)
    assert main(["index", *model, *vault]) == 0
    counts = json.loads(capsys.readouterr().out)["sections"]
    assert counts["embedded"] == counts["total"] == 5

    section = "Attention › Heads\nEach head attends by itself; see BERT."
    assert main(["search", section, "--mode", "dense", "--per", "section", *model, *vault]) == 0
    hits = json.loads(capsys.readouterr().out)["hits"]
    assert len(hits) == 5
    # What is embedded of a section finds it: queries and sections are read alike. But a model that
    # wants a prefix reads them apart, and RoBERTa tells a blank from the line end of the section.
    if imported.identity.name not in ("albert", "roberta"):
        assert (hits[0]["path"], hits[0]["heading"]) == ("models/Attention.md", ["Heads"])
        assert hits[0]["score"] > 0.99


def test_what_a_model_says_of_itself_is_kept(imported: CachedModel) -> None:
    identity = imported.identity
    assert identity.pooling == ("cls" if identity.name == "roberta" else "mean")
    prefixes = (identity.query_prefix, identity.passage_prefix)
    assert prefixes == (("query: ", "passage: ") if identity.name == "albert" else ("", ""))


def test_a_model_is_found_again_by_name_key_and_folder(
    imported: CachedModel, cache: ModelCache
) -> None:
    for wanted in (imported.identity.name, imported.key[:12], imported.source):
        assert find_model(wanted, cache, pytest.fail) == imported


def test_other_settings_beside_the_same_weights_are_another_model(
    tmp_path: Path, cache: ModelCache
) -> None:
    from kblink.encode.model_source import folder_source

    folder = save_model("bert", tmp_path / "bert")
    before = folder_source(folder, cache)
    pooling = folder / "1_Pooling" / "config.json"
    pooling.write_text(pooling.read_text("utf-8").replace("mean", "cls"), "utf-8")
    after = folder_source(folder, cache)
    assert before.weights == after.weights
    assert before.key != after.key


# --- what cannot be exported ----------------------------------------------------------------------


def test_a_model_that_refuses_to_export_is_run_by_sentence_transformers_and_says_so_once(
    tmp_path: Path, cache: ModelCache
) -> None:
    folder = save_static_model(tmp_path / "static")
    said: list[str] = []
    request = ModelRequest(str(folder))
    first = choose_encoder(request, cache, said.append)
    assert [each for each in said if "cannot be exported" in each] == said[-1:]
    assert "StaticEmbedding" in said[-1]
    again = choose_encoder(request, cache, pytest.fail)
    assert isinstance(first, SentenceTransformersEncoder)
    assert "sentence-transformers" in again.engine
    np.testing.assert_array_equal(first.encode(TEXTS), again.encode(TEXTS))
    np.testing.assert_allclose(np.linalg.norm(again.encode(TEXTS[:2]), axis=1), 1, atol=1e-6)


def test_a_model_whose_export_differs_is_not_exported(
    tmp_path: Path, cache: ModelCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = save_model("bert", tmp_path / "differs")
    monkeypatch.setattr("kblink.encode.export_onnx.export_onnx", lambda *_: None)
    measured = {"en": Fidelity(0.999, 0.99)}
    monkeypatch.setattr("kblink.encode.import_model.measure", lambda *_: measured)
    found = find_model(str(folder), cache, lambda _: None)
    assert found.engine == "sentence-transformers"
    assert "0.99" in found.refusal


def test_a_plain_transformers_folder_is_pooled_by_the_mean_with_a_warning(
    tmp_path: Path, cache: ModelCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kblink.encode.export_onnx._save_graph", refuse)
    folder = save_plain_model("distilbert", tmp_path / "plain")
    said: list[str] = []
    found = find_model(str(folder), cache, said.append)
    assert found.identity.pooling == "mean"
    assert any("pooled" in each for each in said)
    assert found.warnings


def refuse(*_: object) -> None:
    from kblink.encode.export_onnx import RefusedError

    raise RefusedError("not asked here")


def test_an_unknown_name_lists_those_that_are_known(cache: ModelCache) -> None:
    with pytest.raises(ModelUnavailableError) as caught:
        find_model("no-such-model", cache, pytest.fail)
    assert "all-MiniLM-L6-v2" in caught.value.hint
