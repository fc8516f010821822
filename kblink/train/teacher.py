"""The encoder that a training starts from: a BERT folder of sentence-transformers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kblink.encode.model_source import english_source, folder_source, verify_source
from kblink.errors import TrainingError

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.encode.model_cache import ModelCache
    from kblink.encode.model_source import ModelSource


@dataclass(frozen=True, slots=True)
class Teacher:
    """A teacher: its folder, the sha256 of its weights, and the window that it was made for."""

    name: str
    folder: Path
    weights: str
    window: int
    tokenizer: dict[str, Any]
    """The document of its `tokenizer.json`."""

    @property
    def vocabulary(self) -> dict[str, int]:
        """Its pieces, each with its row."""
        pieces: dict[str, int] = self.tokenizer["model"]["vocab"]
        return pieces


def find_teacher(folder: Path | None, cache: ModelCache) -> Teacher:
    """Return the teacher in a folder, else all-MiniLM-L6-v2.

    Raises ModelUnavailableError where there is no model or its weights are not those expected,
    and TrainingError where it is no BERT with WordPieces and pooling by the mean.
    """
    source = english_source() if folder is None else folder_source(folder, cache)
    verify_source(source)
    tokenizer = _document(source, "tokenizer.json")
    kinds = (_document(source, "config.json").get("model_type"), tokenizer["model"].get("type"))
    # Older tokenizer files do not name the kind of their model.
    if kinds[0] != "bert" or kinds[1] not in ("WordPiece", None):
        raise TrainingError(
            f"{source.name} is {kinds[0]} with {kinds[1]}: only BERT with WordPiece is extended.",
            hint="Name another folder by --teacher.",
        )
    pooling = _document(source, "1_Pooling/config.json")
    if not (pooling.get("pooling_mode") == "mean" or pooling.get("pooling_mode_mean_tokens")):
        raise TrainingError(f"{source.name} does not pool by the mean, as a teacher here must.")
    return Teacher(source.name, source.folder, source.weights, _window(source), tokenizer)


def _window(source: ModelSource) -> int:
    """The tokens that a model reads: the least that any of its files says."""
    said = (
        ("sentence_bert_config.json", "max_seq_length"),
        ("tokenizer_config.json", "model_max_length"),
        ("config.json", "max_position_embeddings"),
    )
    values = (_document(source, name).get(key) for name, key in said)
    return min(int(value) for value in values if value)


def _document(source: ModelSource, name: str) -> dict[str, Any]:
    file = source.folder / name
    try:
        document: dict[str, Any] = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise TrainingError(f"The teacher's {name} cannot be read: {file}: {error}.") from error
    return document
