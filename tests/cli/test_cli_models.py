"""`kblink models`, and `--model` from `index` to `search`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tiny_models import save_model, save_static_model, write_notes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli_fixtures import Outcome

pytest_plugins = ("cli_fixtures",)
pytestmark = pytest.mark.usefixtures("notes")
DEFAULT = "kblink-en-ru"


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault that is indexed by real encoders, and a cache of models of its own."""
    root = write_notes(tmp_path / "vault")
    monkeypatch.setenv("KBLINK_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(root)
    return root


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_model("bert", tmp_path_factory.mktemp("models") / "tiny-bert")


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_static_model(tmp_path_factory.mktemp("models") / "tiny-table")


def names(outcome: Outcome) -> list[str]:
    assert outcome.code == 0
    return [model["name"] for model in outcome.document()["models"]]


def test_the_default_model_is_listed_ready_for_use(
    run: Callable[..., Outcome],
) -> None:
    document = run("models", "list", "--format", "json").document()
    (model,) = document["models"]
    assert document["schema"] == "kblink/models/1"
    assert (model["name"], model["dimension"], model["languages"]) == (DEFAULT, 384, ["en", "ru"])
    assert model["default"] is True
    assert 60_000_000 < model["bytes"] < 90_000_000
    assert "ONNX Runtime" in run("models", "show").out
    assert run("models", "verify").code == 0
    assert run("models", "import", DEFAULT).code == 4


def test_a_folder_is_imported_indexed_with_and_searched_with(
    run: Callable[..., Outcome], notes: Path, tiny: Path
) -> None:
    assert names(run("models", "import", str(tiny), "--format", "json")) == ["tiny-bert"]
    assert names(run("models", "list", "--format", "json")) == [DEFAULT, "tiny-bert"]
    shown = run("models", "show", "tiny-bert").out
    assert "fp32, ru" in shown
    assert str(tiny) in "".join(shown.split())
    assert run("models", "verify", "tiny-bert").code == 0

    indexed = run("index", "--model", "tiny-bert", "--format", "json").document()
    assert indexed["sections"]["embedded"] == indexed["sections"]["total"] > 0
    # By folder it is the same encoder, and without a word it is that of the index.
    for words in (("--model", str(tiny)), ()):
        outcome = run("search", "attention", "--mode", "dense", "--format", "json", *words)
        assert outcome.code == 0
        assert outcome.err == ""
        assert outcome.document()["hits"]
        again = run("index", "--format", "json", *words).document()
        assert again["sections"]["embedded"] == 0
    encoder = run("status", "--format", "json").document()["encoder"]
    assert encoder["name"].startswith("tiny-bert")
    assert encoder["engine"]

    graph = next(notes.parent.glob("cache/models/tiny-bert-*/model.onnx"))
    graph.write_bytes(graph.read_bytes()[:-1])
    damaged = run("models", "verify", "tiny-bert")
    assert damaged.code == 4
    assert "model.onnx" in damaged.err


def test_a_model_without_an_export_is_indexed_with_and_searched_with_saying_so(
    run: Callable[..., Outcome], static: Path
) -> None:
    indexed = run("index", "--model", str(static), "--format", "json")
    assert indexed.code == 0
    assert indexed.err.count("cannot be exported") == 1
    assert indexed.document()["sections"]["embedded"] > 0
    found = run("search", "attention", "--mode", "dense", "--format", "json")
    assert found.err == ""
    assert found.document()["hits"]
    assert "sentence-transformers" in run("status").out
    assert run("models", "verify", "tiny-table").code == 0


def test_an_unknown_model_is_code_4(run: Callable[..., Outcome]) -> None:
    for words in (("index", "--model", "none"), ("models", "show", "none")):
        outcome = run(*words)
        assert outcome.code == 4
        assert DEFAULT in outcome.err


def test_a_vault_names_no_folder_with_a_model_unless_it_is_trusted(
    run: Callable[..., Outcome], notes: Path, static: Path
) -> None:
    settings = f'[index]\nmodel = "{static}"\n'
    (notes / "kblink.toml").write_text(settings, "utf-8")
    refused = run("index")
    assert refused.code == 2
    assert "kblink.toml:2" in refused.err
    assert "--trust-vault" in refused.err
    assert not (notes.parent / "cache").exists()
    assert run("check", "--fail-on", "never").code == 0
    assert run("index", "--trust-vault", "--quiet").code == 0
    # Its name is known now, and means what the user has imported.
    (notes / "kblink.toml").write_text('[index]\nmodel = "tiny-table"\n', "utf-8")
    assert run("search", "attention", "--quiet").code == 0
    # Settings that the user names are the user's.
    own = notes.parent / "own.toml"
    own.write_text(settings.replace(str(static), f"../{static.name}"), "utf-8")
    (notes.parent.parent / static.name).symlink_to(static)
    assert run("index", "--config", str(own), "--quiet").code == 0


def test_a_vault_does_not_make_a_folder_of_its_own_a_model_by_a_name(
    run: Callable[..., Outcome], notes: Path, static: Path
) -> None:
    (notes / "models" / "inside").symlink_to(static)
    for name in ("models/inside", "./models/inside", "sentence-transformers/x"):
        (notes / "kblink.toml").write_text(f'[index]\nmodel = "{name}"\n', "utf-8")
        assert run("index").code == 2
