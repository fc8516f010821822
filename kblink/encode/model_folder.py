"""What a sentence-transformers model folder says of itself, read from its small JSON files."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from kblink.errors import ModelUnavailableError
from kblink.model import EncoderIdentity

if TYPE_CHECKING:
    from pathlib import Path

WEIGHTS_NAME = "model.safetensors"

# Models name the prompt of a stored text in either way.
_PASSAGE_PROMPTS = ("passage", "document")
_POOLING_FLAG = re.compile(r"^pooling_mode_|_tokens?$")


def read_identity(
    folder: Path, *, name: str, weights: str, languages: tuple[str, ...]
) -> EncoderIdentity:
    """Return the identity of the model in `folder` without loading or hashing its weights.

    `weights` is the sha256 that they are expected to have, `languages` what the model card says.
    Raises ModelUnavailableError where a configuration file is missing or unreadable.
    """
    pooling = _read(folder / "1_Pooling" / "config.json")
    prompts = _read(folder / "config_sentence_transformers.json").get("prompts", {})
    try:
        return EncoderIdentity(
            name=name,
            weights=weights,
            pooling=_pooling_mode(pooling),
            dimension=int(_read(folder / "config.json")["hidden_size"]),
            max_length=int(_read(folder / "sentence_bert_config.json")["max_seq_length"]),
            query_prefix=prompts.get("query", ""),
            passage_prefix=next((prompts[key] for key in _PASSAGE_PROMPTS if key in prompts), ""),
            languages=languages,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ModelUnavailableError(
            f"The model's configuration lacks a value that is needed: {folder}: {error}.",
            hint="Install the model's package again.",
        ) from error


def _read(file: Path) -> dict[str, Any]:
    try:
        document = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise ModelUnavailableError(
            f"The model's configuration cannot be read: {file}.",
            hint="Install the model's package again.",
        ) from error
    if not isinstance(document, dict):
        raise ModelUnavailableError(f"The model's configuration is not an object: {file}.")
    return document


def _pooling_mode(config: dict[str, Any]) -> str:
    """Return `mean`, `cls`, `max`, ...; several are joined by `+`.

    Older folders hold one flag a mode (`pooling_mode_mean_tokens`), newer ones `pooling_mode`.
    """
    if "pooling_mode" in config:
        return str(config["pooling_mode"])
    flags = [key for key, value in config.items() if key.startswith("pooling_mode_") and value]
    if not flags:
        raise KeyError("pooling_mode")
    return "+".join(_POOLING_FLAG.sub("", flag) for flag in flags)
