"""What a command loads, seen in a fresh process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kblink.cli.check_output import FORMATS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.ports import Encoder

pytest_plugins = ("cli_fixtures",)

HEAVY = ("numpy", "faiss", "torch", "onnxruntime", "sentence_transformers", "sklearn", "re2")


def loaded_by(*words: str, folder: Path) -> Sequence[str]:
    program = (
        "import sys; from kblink.cli.main import main; main(sys.argv[1:]);"
        "sys.stderr.write(' '.join(sys.modules))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr.split()


def test_the_version_needs_neither_rich_nor_a_parser_nor_a_database(tmp_path: Path) -> None:
    modules = loaded_by("--version", folder=tmp_path)
    assert "typer" in modules
    assert not {"rich", "markdown_it", "sqlite3", "yaml", "kblink.workspace", *HEAVY} & {*modules}


@pytest.mark.parametrize("output_format", [name for name in FORMATS if name != "rich"])
def test_check_needs_no_numbers_and_without_a_table_no_rich(
    vault: Path, output_format: str
) -> None:
    modules = loaded_by("check", "--quiet", "--format", output_format, folder=vault)
    assert "kblink.markdown.parse" in modules
    assert not {"rich", *HEAVY} & {*modules}


def test_an_index_that_stands_still_needs_nothing_that_reads_or_encodes(vault: Path) -> None:
    build = (
        "import sys; sys.path.insert(0, sys.argv[2]); from fake_encoder import HashingEncoder;"
        "import kblink.workspace as w; w.choose_encoder = lambda *_: HashingEncoder();"
        "w.Vault(sys.argv[1]).index()"
    )
    for file in vault.rglob("*.md"):
        os.utime(file, (1_600_000_000, 1_600_000_000))
    tests = str(Path(__file__).resolve().parents[1])
    subprocess.run([sys.executable, "-c", build, str(vault), tests], check=True)
    modules = loaded_by("index", folder=vault)
    unneeded = {
        "rich", "markdown_it", "yaml", "pydantic", "rapidfuzz", "snowballstemmer",
        "kblink.sync", "kblink.store.catalogue", "kblink.markdown.parse", "kblink.encode.choose",
    }  # fmt: skip
    assert not {*unneeded, *HEAVY} & {*modules}


def test_a_rich_check_needs_no_numbers_either(vault: Path) -> None:
    modules = loaded_by("check", "--format", "rich", folder=vault)
    assert "rich" in modules
    assert not {*HEAVY} & {*modules}


def test_search_and_suggestions_over_an_index_load_no_torch(
    vault: Path, bundled: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled.encode(["exported by now"])
    monkeypatch.undo()  # of the fake encoder; the cache of models is set for the whole session
    (vault / "kblink.toml").write_text('[index]\nprecision = "fp32"\n', "utf-8")
    never = {"torch", "transformers", "sentence_transformers", "sklearn", "onnxscript", "openvino"}
    for words in (("index", "--quiet"), ("search", "attention", "--quiet")):
        modules = loaded_by(*words, folder=vault)
        assert {"onnxruntime", "tokenizers"} <= {*modules}
        assert not never & {*modules}
    modules = loaded_by("suggest", "--all", "--quiet", folder=vault)
    assert "kblink.suggest.links" in modules
    assert not never & {*modules}
