"""The models of this machine as data, and whether what was kept of one still holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.encode.check_fidelity import is_faithful
from kblink.encode.import_model import measure
from kblink.encode.model_cache import damaged_file
from kblink.encode.model_source import source_of, verify_source
from kblink.encode.processor import bf16_is_at_hand
from kblink.encode.shipped_model import is_shipped, shipped_model
from kblink.errors import ModelUnavailableError
from kblink.model import FormFidelity, ModelInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kblink.encode.cached_model import CachedModel, Fidelity
    from kblink.encode.model_cache import ModelCache


def list_models(cache: ModelCache) -> list[ModelInfo]:
    """Return the model that ships with kblink, then all others by name."""
    return [info_of(model) for model in (shipped_model(), *cache.models())]


def info_of(model: CachedModel) -> ModelInfo:
    """Return an entry of the cache as others see it."""
    return ModelInfo(
        identity=model.identity,
        key=model.key[:12],
        source=model.source,
        size=model.size or sum(file.size for file in model.weights),
        default=is_shipped(model),
        engine="ONNX Runtime" if model.engine == "onnx" else "sentence-transformers",
        refusal=model.refusal,
        warnings=model.warnings,
        fidelity=tuple(_flat(model.fidelity)),
    )


def verify_model(model: CachedModel) -> ModelInfo:
    """Read every file of an entry and compare its vectors with the original's once more.

    Raises ModelUnavailableError where a file is not the one that was written, or a numeric form
    that this machine would use is too far from the original.
    """
    if model.engine == "sentence-transformers":
        verify_source(source_of(model))
        return info_of(model)
    name = model.identity.name
    if damaged := damaged_file(model):
        raise ModelUnavailableError(
            f"The cached model {name} is damaged: {model.folder / damaged}.",
            hint=f"Run kblink models import {name}.",
        )
    forms = ["fp32", "bf16"] if bf16_is_at_hand() else ["fp32"]
    measured = {form: measure(model, form) for form in forms}
    for form, fidelity in measured.items():
        # A form that was refused at the import is not used, so it may fail here as well.
        refused = form in model.fidelity and not is_faithful(form, model.fidelity[form])
        if not refused and not is_faithful(form, fidelity):
            least = min(each.least for each in fidelity.values())
            raise ModelUnavailableError(
                f"The model {name} in {form} is too far from the original: cosine {least}.",
                hint=f"Run kblink models import {name}.",
            )
    return info_of(model.with_fidelity(measured))


def _flat(fidelity: Mapping[str, Mapping[str, Fidelity]]) -> list[FormFidelity]:
    return [
        FormFidelity(form, language, each.mean, each.least)
        for form, measured in fidelity.items()
        for language, each in measured.items()
    ]
