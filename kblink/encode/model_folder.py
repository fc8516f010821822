"""What a sentence-transformers model folder says of itself, read from its small JSON files."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

WEIGHTS_NAME = "model.safetensors"

# Models name the prompt of a stored text in either way.
PASSAGE_PROMPTS = ("passage", "document")
QUERY_PROMPT = "query"
_WEIGHTS_SUFFIX = ".safetensors"
_PICKLES = frozenset({".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib"})
_SMALL_SUFFIXES = frozenset({".json", ".txt", ".model"})
_OWN_MODULES = "sentence_transformers."


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder of a model: its `weights` files, those that say how they are used, and its modules.

    `modules` are folders below `path`, "" for the first; empty where it is a plain transformers
    folder, which is pooled by the mean without saying so.
    """

    path: Path
    weights: tuple[Path, ...]
    settings: tuple[Path, ...]
    modules: tuple[str, ...]


def read_folder(path: Path) -> ModelFolder:
    """Look at a folder without opening a weights file.

    Raises ModelUnavailableError where it is no model, where weights are there as pickles only,
    which run code when they are read, and where a module is none of sentence-transformers' own.
    """
    if not (path / "config.json").is_file() and not (path / "modules.json").is_file():
        raise ModelUnavailableError(
            f"There is no model in {path}.",
            hint="Name a folder that sentence-transformers has saved.",
        )
    modules = tuple(_module_folders(path))
    # A module that has nothing to say, as the normalisation, may have no folder.
    places = [path, *(path / each for each in modules if each and (path / each).is_dir())]
    weights = [file for place in places for file in _weights_in(place)]
    if not weights:
        raise ModelUnavailableError(
            f"The model in {path} has no {WEIGHTS_NAME}.",
            hint="Save it with safetensors and try again.",
        )
    settings = [
        file
        for place in places
        for file in sorted(place.iterdir())
        if file.suffix in _SMALL_SUFFIXES and file.is_file()
    ]
    return ModelFolder(path, tuple(weights), tuple(settings), modules)


def settings_digest(folder: ModelFolder) -> str:
    """Return a sha256 over all small files: what makes of the same weights another encoder."""
    digest = hashlib.sha256()
    for file in folder.settings:
        name = file.relative_to(folder.path).as_posix()
        digest.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def passage_prompt(prompts: Mapping[str, str | None]) -> str:
    """Return what a model puts in front of a stored text."""
    return next((prompts[key] for key in PASSAGE_PROMPTS if key in prompts), None) or ""


def _module_folders(path: Path) -> Iterator[str]:
    file = path / "modules.json"
    if not file.is_file():
        return
    document = _parsed(file)
    if not isinstance(document, list) or not all(isinstance(each, dict) for each in document):
        raise ModelUnavailableError(f"The model's list of modules is broken: {file}.")
    for module in document:
        kind, place = str(module.get("type", "")), str(module.get("path", ""))
        if not kind.startswith(_OWN_MODULES):
            raise ModelUnavailableError(
                f"The model in {path} needs code of its own, {kind!r}: it is not run.",
                hint="Use a model that is made of sentence-transformers' modules.",
            )
        if not (path / place).resolve().is_relative_to(path.resolve()):
            raise ModelUnavailableError(f"A module of the model leads out of it: {file}.")
        yield place


def _weights_in(place: Path) -> list[Path]:
    """The weights files of a module; an index of several names them all."""
    files = sorted(place.iterdir())
    weights = [file for file in files if file.suffix == _WEIGHTS_SUFFIX]
    pickles = [file for file in files if file.suffix in _PICKLES]
    if pickles and not weights:
        raise ModelUnavailableError(
            f"Weights are there as a pickle only, which is not opened: {pickles[0]}.",
            hint="Save the model with safetensors and try again.",
        )
    return weights


def _parsed(file: Path) -> object:
    try:
        return json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ModelUnavailableError(
            f"The model's configuration cannot be read: {file}.",
            hint="Install the model's package again.",
        ) from error
