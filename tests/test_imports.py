"""What a command loads: start-up is felt at every call."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kblink.cli.check_output import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = {"numpy", "faiss", "onnxruntime", "torch", "sentence_transformers", "transformers"}
REPORT = "import json, sys; print(json.dumps(sorted(m for m in sys.modules if '.' not in m)))"


def loaded(code: str) -> set[str]:
    """The top-level modules that a fresh process has loaded after `code`."""
    result = subprocess.run(
        [sys.executable, "-c", f"{code}\n{REPORT}"], capture_output=True, text=True, check=True
    )
    return set(json.loads(result.stdout.splitlines()[-1]))


def run_command(*arguments: str) -> str:
    return f"from kblink.cli.main import main; main({list(arguments)!r})"


def test_version_loads_nothing_heavy() -> None:
    modules = loaded(run_command("--version"))
    assert not modules & HEAVY
    assert not modules & {"sqlite3", "markdown_it", "yaml", "rapidfuzz"}


@pytest.mark.parametrize("output", FORMATS)
def test_check_loads_nothing_heavy(tmp_path: Path, output: str) -> None:
    (tmp_path / "a.md").write_text("[[gone]]")
    assert not loaded(run_command("check", str(tmp_path), "--format", output)) & HEAVY


def test_check_with_an_index_loads_nothing_heavy(tmp_path: Path) -> None:
    from fake_encoder import HashingEncoder

    from kblink import Vault

    (tmp_path / "a.md").write_text("[[gone]] and some words")
    Vault(tmp_path, encoder=HashingEncoder()).index()
    assert not loaded(run_command("check", str(tmp_path))) & HEAVY
    search = "{'kblink.store.words', 'kblink.store.vectors', 'kblink.search'}"
    loaded(
        f"{run_command('check', str(tmp_path))}; import sys; assert not {search} & {{*sys.modules}}"
    )


def test_suggest_loads_nothing_that_trains(tmp_path: Path) -> None:
    from fake_encoder import HashingEncoder

    from kblink import Vault

    (tmp_path / "a.md").write_text("About the second note, and some words.")
    (tmp_path / "second note.md").write_text("# Second note\n\nIt links to [[a]].")
    Vault(tmp_path, encoder=HashingEncoder()).index()
    words = run_command("suggest", "--all", "--no-refresh", "--vault", str(tmp_path))
    modules = loaded(words)
    assert "numpy" in modules
    assert not modules & {"torch", "sentence_transformers", "transformers", "sklearn"}


def test_importing_kblink_loads_none_of_its_layers() -> None:
    code = "import sys, kblink; assert not [m for m in sys.modules if m.startswith('kblink.')]"
    assert not loaded(code) & (HEAVY | {"typer", "rich", "sqlite3", "markdown_it"})


def test_every_public_name_can_be_imported() -> None:
    import kblink

    assert all(getattr(kblink, name) is not None for name in kblink.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = kblink.nothing


@pytest.mark.parametrize(
    "arguments",
    [
        ["search", "words", "--no-refresh", "--mode", "keyword"],
        ["related", "a.md", "--no-refresh", "--explain"],
        ["related", "--all", "--no-refresh"],
        ["status"],
    ],
)
def test_only_learning_loads_what_grows_trees(tmp_path: Path, arguments: list[str]) -> None:
    from fake_encoder import HashingEncoder

    from kblink import Vault

    (tmp_path / "a.md").write_text("About the second note, and some words.")
    (tmp_path / "second note.md").write_text("# Second note\n\nIt links to [[a]].")
    Vault(tmp_path, encoder=HashingEncoder()).index()
    modules = loaded(run_command(*arguments, "--vault", str(tmp_path)))
    assert "numpy" in modules or arguments[0] in {"search", "status"}
    assert "sqlite3" in modules
    assert not modules & {"sklearn", "scipy"}
