"""The encoder that ships with kblink: a folder of sentence-transformers with its graph ready."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kblink.encode.cached_model import read_manifest
from kblink.encode.model_source import DEFAULT_NAME
from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from kblink.encode.cached_model import CachedModel

_FOLDER = Path(__file__).parent.parent / "models" / DEFAULT_NAME


@cache
def shipped_model() -> CachedModel:
    """Return it as an entry of the cache would be. Raises ModelUnavailableError where a file is
    missing or of another size."""
    model = replace(read_manifest(_FOLDER), source=str(_FOLDER))
    for file in model.files:
        place = _FOLDER / file.name
        if not place.is_file() or place.stat().st_size != file.size:
            raise ModelUnavailableError(
                f"The encoder that ships with kblink is damaged: {place}.",
                hint="Install kblink again.",
            )
    return model


def is_shipped(model: CachedModel) -> bool:
    """Whether an entry is the one that ships, and not of the cache."""
    return model.folder == _FOLDER
