"""From a trained encoder to one that is ready where it lies: see shipped_model."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from kblink.encode.cached_model import (
    GRAPH,
    MANIFEST,
    PROBE,
    TOKENIZER,
    WEIGHTS,
    CachedModel,
    manifest_text,
)
from kblink.encode.check_fidelity import is_faithful
from kblink.encode.import_model import import_model, measure
from kblink.encode.model_cache import stored
from kblink.encode.model_folder import WEIGHTS_NAME
from kblink.encode.model_source import folder_source
from kblink.encode.share_weights import share_weights
from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kblink.encode.model_cache import ModelCache


def make_shippable(
    folder: Path,
    target: Path,
    languages: tuple[str, ...],
    models: ModelCache,
    notify: Callable[[str], None],
) -> CachedModel:
    """Make of a folder of sentence-transformers, in `target`, one to ship: weights in float16 and
    a graph that takes them from there, compared with the original in its full precision.

    Raises ModelUnavailableError where it cannot be exported, or is too far from the original.
    """
    original = import_model(folder_source(folder, models), models, notify)
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns(".*"))
    _narrow(target / WEIGHTS_NAME)
    narrow = import_model(folder_source(target, models), models, notify)
    if narrow.refusal:
        raise ModelUnavailableError(f"{folder} cannot be exported: {narrow.refusal}.")
    for name in (TOKENIZER, GRAPH, WEIGHTS):
        shutil.copyfile(narrow.folder / name, target / name)
    shutil.copyfile(original.probe, target / PROBE)
    share_weights(target / GRAPH, target / WEIGHTS_NAME)
    names = (GRAPH, WEIGHTS_NAME, TOKENIZER, PROBE)
    files = [replace(stored(target / name), mtime_ns=0) for name in names]
    identity = replace(narrow.identity, name=target.name, languages=languages)
    model = replace(
        narrow,
        folder=target,
        identity=identity,
        source="",
        weights=(replace(files[1], sha256=""),),
        files=tuple(files),
    )
    for form in ("fp32", "bf16"):
        model = model.with_fidelity({form: measure(model, form)})
        if not is_faithful(form, model.fidelity[form]):
            raise ModelUnavailableError(f"In {form}, {target} is too far from {folder}.")
    (target / MANIFEST).write_text(manifest_text(model) + "\n", "utf-8")
    return model


def _narrow(weights: Path) -> None:
    """Store weights in float16."""
    import torch
    from safetensors.torch import load_file, save_file

    narrow = {name: each.to(torch.float16) for name, each in load_file(weights).items()}
    save_file(narrow, weights, {"format": "pt"})
