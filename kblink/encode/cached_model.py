"""A model of the cache: its folder, what it is, and how close each numeric form is to the original.

    <name>-<key>/
      model.json       all that stands here; written last
      model.onnx       token ids to vectors, single precision
      model.onnx.data  its weights
      tokenizer.json   as the original's library loaded it
      probe.npy        what the original makes of the probe texts

A model that could not be exported has `model.json` only.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kblink.errors import ModelUnavailableError
from kblink.model import EncoderIdentity

if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFEST = "model.json"
GRAPH = "model.onnx"
WEIGHTS = "model.onnx.data"
TOKENIZER = "tokenizer.json"
PROBE = "probe.npy"

Engine = Literal["onnx", "sentence-transformers"]
Form = Literal["fp32", "bf16"]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the entry, or the weights it was made from, as it was then."""

    name: str
    size: int
    sha256: str = ""
    mtime_ns: int = 0


@dataclass(frozen=True, slots=True)
class Fidelity:
    """Cosines to the original's vectors over the probe texts of one language."""

    mean: float
    least: float


@dataclass(frozen=True, slots=True)
class CachedModel:
    """An entry of the cache. `source` is the folder that it was made from, `weights` its files.

    `identity` is that of single precision. `refusal` says why there is no graph. `fidelity` has
    the forms that were compared, each by language.
    """

    folder: Path
    key: str
    identity: EncoderIdentity
    source: str
    weights: tuple[StoredFile, ...]
    engine: Engine
    refusal: str
    warnings: tuple[str, ...]
    files: tuple[StoredFile, ...]
    fidelity: Mapping[str, Mapping[str, Fidelity]]

    @property
    def graph(self) -> Path:
        """The exported model."""
        return self.folder / GRAPH

    @property
    def tokenizer(self) -> Path:
        """What makes tokens of text."""
        return self.folder / TOKENIZER

    @property
    def probe(self) -> Path:
        """The original's vectors of the probe texts."""
        return self.folder / PROBE

    def with_fidelity(self, measured: Mapping[str, Mapping[str, Fidelity]]) -> CachedModel:
        """Return the same with further forms compared, or compared anew."""
        return replace(self, fidelity={**self.fidelity, **measured})

    @property
    def size(self) -> int:
        """Bytes of the files."""
        return sum(file.size for file in self.files)


def manifest_text(model: CachedModel) -> str:
    """Return what `model.json` says; the folder is left out, since it is where the file is."""
    document = asdict(model)
    del document["folder"]
    return json.dumps(document, ensure_ascii=False, indent=2)


def read_manifest(folder: Path) -> CachedModel:
    """Read `model.json` of an entry. Raises ModelUnavailableError where it is missing or broken."""
    file = folder / MANIFEST
    try:
        return _model(folder, json.loads(file.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelUnavailableError(
            f"The cached model is damaged: {file}.", hint="Run kblink models import."
        ) from error


def _model(folder: Path, document: dict[str, Any]) -> CachedModel:
    identity = document["identity"] | {"languages": tuple(document["identity"]["languages"])}
    values = {item.name: document[item.name] for item in fields(CachedModel)[1:]}
    values |= {
        "identity": EncoderIdentity(**identity),
        "weights": tuple(StoredFile(**file) for file in document["weights"]),
        "files": tuple(StoredFile(**file) for file in document["files"]),
        "warnings": tuple(document["warnings"]),
        "fidelity": {
            form: {language: Fidelity(**each) for language, each in measured.items()}
            for form, measured in document["fidelity"].items()
        },
    }
    model = CachedModel(folder, **values)
    if any(Path(file.name).name != file.name for file in model.files):
        raise ValueError("a file outside of the folder")
    return model
