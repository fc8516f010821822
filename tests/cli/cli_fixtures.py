"""Running kblink's command line in this process, on a small vault, with the fake encoder.

A plugin that the tests of this folder name, since a second `conftest` would hide the first one
from mypy.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from kblink.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fake_encoder import HashingEncoder

NOTES = {
    "Home.md": "# Home\n\nStart with [[Attention]] or [[Atention]].\n",
    "models/Attention.md": (
        "---\ntags: [models/core]\n---\n# Attention\n\nEvery token attends to every token.\n\n"
        "## Heads\n\nEach head attends by itself; see [[BERT#Layers]].\n"
    ),
    "models/BERT.md": "# BERT\n\n## Layers\n\nA stack of attention layers, [[Attention#Head]].\n",
    "поиск/Гибридный поиск.md": "# Гибридный поиск\n\nПоиск по словам и по смыслу.\n",
}


@dataclass(frozen=True)
class Outcome:
    """What a run of kblink gave."""

    code: int
    out: str
    err: str

    def document(self) -> Any:  # noqa: ANN401 - the documents are the tests' subject
        """The JSON document on stdout."""
        return json.loads(self.out)

    def documents(self) -> list[Any]:
        """The JSON Lines on stdout."""
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: HashingEncoder) -> Path:
    """A vault of four notes with two broken links, as the current folder; no model is needed."""
    root = tmp_path / "vault"
    for path, text in NOTES.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    monkeypatch.chdir(root)
    monkeypatch.setattr("kblink.workspace.choose_encoder", lambda *_: encoder)
    return root


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Outcome]:
    """Run kblink with the words given; no variable of the environment changes the looks."""
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)

    def run_kblink(*words: str) -> Outcome:
        code = main(words)
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run_kblink
